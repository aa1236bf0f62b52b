namespace FieldCrypt.Analyzers;

/// <summary>Every rule id. FC1xxx: models, FC2xxx: misuse of [Encrypted], FC3xxx: leaks, FC4xxx: source literals.</summary>
internal static partial class RuleIds
{
    public const string InvalidVocabulary = "FC1000";
    public const string PlaintextPan = "FC1001";
    public const string StoredAuthenticationData = "FC1002";
    public const string PlaintextCardholderData = "FC1003";
    public const string PlaintextBankAccount = "FC1004";
    public const string PlaintextNationalId = "FC1005";
    public const string PlaintextPersonalData = "FC1006";
    public const string PlaintextDeclaredData = "FC1007";

    public const string SensitiveContext = "FC2001";
    public const string EncryptedKey = "FC2002";
    public const string EncryptedIndex = "FC2003";
    public const string EncryptedConcurrencyToken = "FC2004";
    public const string EncryptedConversion = "FC2005";
    public const string EncryptedColumnType = "FC2006";
    public const string QueryOnCiphertext = "FC2007";
    public const string EqualityNotSearchable = "FC2008";
    public const string MissingUseFieldCrypt = "FC2009";
    public const string EncryptedNotPersisted = "FC2010";
    public const string EncryptedSeedData = "FC2011";
}
