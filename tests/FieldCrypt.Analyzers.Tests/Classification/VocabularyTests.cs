namespace FieldCrypt.Analyzers.Tests;

/// <summary>The vocabulary word by word: each name as the only member beside a key, in a class of the given name.</summary>
public sealed class VocabularyTests
{
    private static readonly NameClassifier Classifier = NameClassifier.BuiltIn;

    [Theory]
    [InlineData("CardNumber CardNo CardNum CardNbr CardNr Card_Number cardnumber CreditCardNumber CreditCardNo CcNumber CcNum CCNo cc_number DebitCardNumber BankCardNo PaymentCardNumber PrimaryAccountNumber FullCardNumber CardDigits")]
    [InlineData("Kartennummer Kartennr KreditkartenNummer Kreditkartennr NumeroCarte NumCarte NumeroCarteBancaire NumeroTarjeta NumTarjeta NumeroDeTarjeta NroTarjeta NumeroCartao NumeroDoCartao NumCartao NumeroCarta NumeroCartaCredito Kaartnummer NumerKarty NrKarty Kortnummer KortNr KreditkortNummer CisloKarty KortinNumero NumarCard Kartyaszam KartNumarasi KartNo KrediKartNo KrediKartiNumarasi")]
    public void Pans(string names) => ShouldAllBe(SensitiveKind.Pan, "Payment", names);

    [Theory]
    [InlineData("Cvv Cvv2 CVV Cvc Cvc2 Cvn CCV CardCvv CvvCode CvcCode CardVerificationValue CardVerificationCode CardSecurityCode CardSecurityNumber CardCvc2 Csc SecurityCode EncryptedCvv CvvEncrypted")]
    [InlineData("Pruefziffer Kartenpruefnummer Pruefnummer Sicherheitscode Cryptogramme CodeSecurite CodigoSeguridad CodigoSeguranca CodigoDeSeguranca CodiceSicurezza Beveiligingscode KodBezpieczenstwa Sakerhetskod Sikkerhedskode Sikkerhetskode BezpecnostniKod Turvakoodi BiztonsagiKod CodSecuritate GuvenlikKodu GuvenlikNo")]
    public void Verification_codes(string names) => ShouldAllBe(SensitiveKind.VerificationCode, "CreditCard", names);

    [Theory]
    [InlineData("Track1 Track2 Track3 Track1Data Track2Data TrackTwo TRACK_2_DATA TrackData MagStripe MagneticStripe MagStripeData MagneticStripeData SwipeData Track2Equivalent EncryptedTrack2")]
    public void Track_data(string names) => ShouldAllBe(SensitiveKind.TrackData, "CardTransaction", names);

    [Theory]
    [InlineData("Pin PIN PinCode PinNumber CardPin PinBlock EncryptedPinBlock PIN_BLOCK PinData AtmPin")]
    public void Pins(string names) => ShouldAllBe(SensitiveKind.Pin, "DebitCard", names);

    [Theory]
    [InlineData("CardHolder CardHolderName CardholderName NameOnCard Name_On_Card CardOwner HolderName Holder CcName CreditCardName OwnerName")]
    [InlineData("Karteninhaber NomTitulaire Titulaire NombreTitular Titular NomeTitular Intestatario Kaarthouder WlascicielKarty Kortinnehavare DrzitelKarty KartSahibi KartSahibiAdi KartUzerindekiIsim")]
    public void Cardholder_names(string names) => ShouldAllBe(SensitiveKind.CardholderName, "CreditCard", names);

    [Theory]
    [InlineData("Expiry ExpiryDate ExpirationDate ExpMonth ExpYear ExpMo ExpYr ExpMM ExpYY ExpireMonth CardExpiration CardExpirationMonth ExpDate exp_date Expires CcExp ValidThru ValidUntil Month Year")]
    [InlineData("Ablaufdatum GueltigBis Gültig Verfallsdatum DateExpiration MoisExpiration FechaVencimiento FechaExpiracion FechaCaducidad MesVencimiento AnioExpiracion Vencimiento Validade DataValidade MesValidade AnoVencimento Scadenza DataScadenza Vervaldatum DataWaznosci Utgangsdatum PlatnostDo Lejarat DataExpirarii SonKullanmaTarihi SonKullanmaAy SonKullanmaYil Skt")]
    public void Expiry_dates(string names) => ShouldAllBe(SensitiveKind.Expiry, "CreditCard", names);

    [Theory]
    [InlineData("MaskedCardNumber CardNumberMasked CardLast4 Last4 LastFour LastFourDigits CardNumberLast4 CardNumberLastFourDigits First6 CardBin BinNumber CardToken CardNumberToken CardNumberHash HashedCardNumber CardFingerprint EncryptedCardNumber CardNumberEncrypted EncryptedPan PanHash PanToken CardId CreditCardId CardNumberId CardType CardBrand CardIssuer CardStatus CardCount CardNumberLength CardImage CardImageUrl CardNumberRegex CardNumberLabel CardNumberError IsCardNumberValid HasCardNumber")]
    [InlineData("CvvResult CvvMatch CvvStatus CvvResponse CvvRequired CvvToken HasCvv IsCvvValid PinTries PinLength PinHash PinAttempts PinChangedAt")]
    [InlineData("NumberOfCards NumberOfPayments GiftCardNumber LoyaltyCardNumber MembershipCardNumber LibraryCardNumber IdCardNumber SimCardNumber InsuranceCardNumber BusinessCardNumber")]
    [InlineData("Nummer Number Amount Company Span Panel Expander Opinion Pinned TrackingNumber SerialNumber OrderNumber InvoiceNo Description CartNumber")]
    public void Harmless(string names) => ShouldAllBe(SensitiveKind.None, "Payment", names);

    [Theory]
    [InlineData("Iban IBAN BankAccountNumber", SensitiveKind.BankAccount)]
    [InlineData("Ssn SocialSecurityNumber NationalId PassportNumber TaxId TaxNumber DriverLicense DriversLicenseNumber Cpf Dni Pesel Bsn AadhaarNumber PanNumber TcKimlikNo Nino Cnp IdentityCardNumber", SensitiveKind.NationalId)]
    [InlineData("BirthDate DateOfBirth Dob Email EmailAddress PhoneNumber Mobile FirstName LastName Surname Salary", SensitiveKind.PersonalData)]
    public void Opt_in_kinds(string names, object kind) => ShouldAllBe((SensitiveKind)kind, "Customer", names);

    [Fact]
    public void Every_evidence_is_used()
    {
        var used = Vocabulary.Default.Rules.SelectMany(rule => rule.When.Concat(rule.Unless))
            .Concat(Vocabulary.Default.EvidenceNames.SelectMany(name => Vocabulary.Default.EvidenceOf(name).Alternatives)
                .SelectMany(terms => terms).Where(term => term.Place == EvidencePlace.Named).SelectMany(term => term.Concepts));

        Vocabulary.Default.EvidenceNames.ShouldBeSubsetOf(used);
    }

    [Theory]
    [InlineData("[rules]\npan sure : number", "low, medium or high")]
    [InlineData("[rules]\npan high : nonsense", "'nonsense'")]
    [InlineData("[rules]\npan high : number ; when nowhere", "'nowhere'")]
    [InlineData("[evidence]\nx = beside: number", "no place")]
    [InlineData("[words]\nlonely", "lacks '='")]
    [InlineData("[songs]\na = b", "unknown section")]
    [InlineData("[rules]\npan high : only", "at least one concept")]
    public void Files_that_break_the_grammar_are_told_apart(string text, string reason) =>
        Should.Throw<InvalidDataException>(() => VocabularyParser.Parse([text, VocabularyResource.Read()])).Message.ShouldContain(reason);

    private static void ShouldAllBe(SensitiveKind kind, string typeName, string names) =>
        names.Split(' ').Where(name => Classify(typeName, name) != kind).ShouldBeEmpty();

    private static SensitiveKind Classify(string typeName, string name)
    {
        var around = new TypeEvidence(Vocabulary.Default, [Classifier.WordsOf(typeName)], [], [Classifier.WordsOf("Id"), Classifier.WordsOf(name)]);
        return Classifier.Classify(Classifier.WordsOf(name), MemberShapes.Text, around).Kind;
    }
}
