using System.Collections.Generic;
using System.Linq;

namespace FieldCrypt.Analyzers;

/// <summary>Groups and names of <see cref="SensitiveKind"/>.</summary>
internal static class SensitiveKinds
{
    /// <summary>The kinds by their key in the vocabulary file and in .editorconfig.</summary>
    public static readonly IReadOnlyList<(string Key, SensitiveKind Kind)> ByKey =
    [
        ("pan", SensitiveKind.Pan),
        ("verification_code", SensitiveKind.VerificationCode),
        ("track_data", SensitiveKind.TrackData),
        ("pin", SensitiveKind.Pin),
        ("cardholder_name", SensitiveKind.CardholderName),
        ("expiry", SensitiveKind.Expiry),
        ("service_code", SensitiveKind.ServiceCode),
        ("bank_account", SensitiveKind.BankAccount),
        ("national_id", SensitiveKind.NationalId),
        ("personal_data", SensitiveKind.PersonalData),
    ];

    public static SensitiveKind Parse(string key) => ByKey.FirstOrDefault(pair => pair.Key == key).Kind;

    /// <summary>Track data, verification codes, PINs: never to be stored after authorization, encrypted or not.</summary>
    public static bool IsAuthenticationData(this SensitiveKind kind) =>
        kind is SensitiveKind.VerificationCode or SensitiveKind.TrackData or SensitiveKind.Pin
            or SensitiveKind.DeclaredAuthenticationData;

    /// <summary>PAN, cardholder name, expiry, service code.</summary>
    public static bool IsCardholderData(this SensitiveKind kind) =>
        kind is SensitiveKind.Pan or SensitiveKind.CardholderName or SensitiveKind.Expiry or SensitiveKind.ServiceCode
            or SensitiveKind.DeclaredCardholderData;

    /// <summary>CHD or SAD: what PCI DSS calls account data.</summary>
    public static bool IsAccountData(this SensitiveKind kind) => kind.IsAuthenticationData() || kind.IsCardholderData();

    /// <summary>The kind with its article, for messages.</summary>
    public static string Describe(this SensitiveKind kind) => kind switch
    {
        SensitiveKind.Pan => "a PAN",
        SensitiveKind.CardholderName => "a cardholder name",
        SensitiveKind.Expiry => "a card's expiry date",
        SensitiveKind.ServiceCode => "a service code",
        SensitiveKind.VerificationCode => "a card verification code",
        SensitiveKind.TrackData => "track data",
        SensitiveKind.Pin => "a PIN or PIN block",
        SensitiveKind.BankAccount => "a bank account",
        SensitiveKind.NationalId => "a national identifier",
        SensitiveKind.PersonalData => "personal data",
        SensitiveKind.DeclaredCardholderData => "cardholder data",
        SensitiveKind.DeclaredAuthenticationData => "sensitive authentication data",
        _ => "nothing sensitive",
    };
}
