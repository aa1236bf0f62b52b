using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using FieldCrypt.Generators.Tests.Infrastructure;

namespace FieldCrypt.Generators.Tests;

/// <summary>The generated pair of methods, called through the expressions that a mapper compiles, under real keys.</summary>
public sealed class ConversionTests : IDisposable
{
    private readonly KeyRing _keyRing = new(new KeyRingOptions { Name = $"conversion-{Guid.NewGuid():n}" }, [new MemoryKeyBackend()], new MemoryBranchKeyStore());

    private static readonly Lazy<Assembly> s_assembly = new(static () => GeneratorRunner.Run("""
        using System;
        using FieldCrypt;
        namespace Shop;
        public class Values
        {
            [Encrypted(Context = "Department=finance")] public string? Text { get; set; }
            [Encrypted(Storage = EncryptedStorage.Text, PadTo = 64)] public string? AsText { get; set; }
            [Encrypted] public byte[]? Bytes { get; set; }
            [Encrypted] public decimal? Money { get; set; }
            [Encrypted] public DateTimeOffset Time { get; set; }
            [Encrypted(Storage = EncryptedStorage.Text)] public Kind Kind { get; set; }
            [Encrypted] public Uri? Link { get; set; }
            [Encrypted] private readonly Half _half = default;
            public Half Half => _half;
        }
        public enum Kind : ulong { None, Last = ulong.MaxValue }
        """).Load());

    [Fact]
    public void Values_come_back()
    {
        RoundTrip("Text", "a < b & 𝄞", typeof(byte[]));
        RoundTrip("Text", "", typeof(byte[]));
        RoundTrip("AsText", "4111111111111111", typeof(string));
        RoundTrip("Bytes", new byte[] { 0, 255 }, typeof(byte[]));
        RoundTrip("Money", 12.340m, typeof(byte[])).ShouldBeOfType<decimal>().ToString(CultureInfo.InvariantCulture).ShouldBe("12.340");
        RoundTrip("Time", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-7)), typeof(byte[]));
        RoundTrip("Kind", Enum.Parse(s_assembly.Value.GetType("Shop.Kind")!, "Last"), typeof(string));
        RoundTrip("Link", new Uri("https://a.example/?q=1#x"), typeof(byte[]));
        RoundTrip("_half", (Half)1.5, typeof(byte[]));
    }

    [Fact]
    public void A_value_of_one_property_does_not_open_as_another()
    {
        byte[] stored = (byte[])Convert("Text", "a", encrypt: true);

        Should.Throw<FieldCryptException>(() => Decrypt("Bytes", stored)).Error.ShouldBe(FieldCryptError.TypeMismatch);
    }

    [Fact]
    public void The_expressions_call_the_generated_methods()
    {
        EncryptedProperty property = Property("Text");

        var encrypt = (LambdaExpression)property.GetType().GetProperty("EncryptExpression")!.GetValue(property)!;
        MethodInfo method = encrypt.Body.ShouldBeAssignableTo<MethodCallExpression>()!.Method;
        method.IsStatic.ShouldBeTrue();
        method.Name.ShouldBe("EncryptText");
        method.DeclaringType!.FullName.ShouldBe("Shop.ValuesEncryption");
    }

    public void Dispose() => _keyRing.Dispose();

    private object RoundTrip(string member, object value, Type storedAs)
    {
        object stored = Convert(member, value, encrypt: true);
        stored.ShouldBeOfType(storedAs);
        object read = Decrypt(member, stored);
        read.ShouldBe(value);
        return read;
    }

    private object Decrypt(string member, object stored) => Convert(member, stored, encrypt: false);

    private object Convert(string member, object value, bool encrypt)
    {
        EncryptedProperty property = Property(member);
        var expression = (LambdaExpression)property.GetType().GetProperty(encrypt ? "EncryptExpression" : "DecryptExpression")!.GetValue(property)!;
        using (EncryptionScope.Enter())
        {
            try
            {
                return expression.Compile().DynamicInvoke(value, ColumnBinding.Create(_keyRing.Name, "Values", property.ColumnName))!;
            }
            catch (TargetInvocationException exception) when (exception.InnerException is FieldCryptException inner)
            {
                throw inner;
            }
        }
    }

    private static EncryptedProperty Property(string member)
        => EncryptedProperties.Find(s_assembly.Value.GetType("Shop.Values")!.GetMember(member, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single()).ShouldNotBeNull();
}
