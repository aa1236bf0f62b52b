namespace FieldCrypt.Analyzers.Tests;

public sealed class IdentifierWordsTests
{
    [Theory]
    [InlineData("CreditCardNumber", "credit card number")]
    [InlineData("card_no", "card no")]
    [InlineData("CARD_NO", "card no")]
    [InlineData("CcNum", "cc num")]
    [InlineData("CCNumber", "cc number")]
    [InlineData("PANNumber", "pan number")]
    [InlineData("PANno", "pan no")]
    [InlineData("CVVnumber", "cvv number")]
    [InlineData("cardnumber", "card number")]
    [InlineData("Creditcardno", "creditcard no")]
    [InlineData("Track2Data", "track 2 data")]
    [InlineData("CardCvv2", "card cvv 2")]
    [InlineData("kartennummer", "karten nummer")]
    [InlineData("Kreditkartennummer", "kredit karten nummer")]
    [InlineData("NumeroDeTarjeta", "numero de tarjeta")]
    [InlineData("numerodetarjeta", "numero de tarjeta")]
    [InlineData("KartNumarası", "kart numarasi")]
    [InlineData("Prüfziffer", "prufziffer")]
    [InlineData("_m_cardNumber", "m card number")]
    [InlineData("Company", "company")]
    [InlineData("PanelId", "panel id")]
    [InlineData("LifeSpan", "life span")]
    [InlineData("Expander", "expander")]
    [InlineData("Discard", "discard")]
    [InlineData("Opinion", "opinion")]
    public void Identifiers_are_words(string identifier, string words) =>
        string.Join(' ', IdentifierWords.Split(identifier, Vocabulary.Default)).ShouldBe(words);

    [Fact]
    public void Any_identifier_splits_without_loss()
    {
        CsCheck.Check.Sample(
            CsCheck.Gen.String[CsCheck.Gen.Char.AlphaNumeric, 0, 40],
            text => string.Concat(IdentifierWords.Split(text, Vocabulary.Default)) == text.ToLowerInvariant());
    }
}
