using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Envelopes;

/// <summary>A type that can be encrypted, with values to try.</summary>
public interface ITypeCase
{
    /// <summary>The property of <see cref="ValueEncodings"/>, or the enum.</summary>
    string Name { get; }

    ValueKind Kind { get; }

    /// <summary>Encrypts and decrypts the extremes and random values; fails unless every bit comes back.</summary>
    Task RoundTripAsync(TestRing keys, int padTo);
}
