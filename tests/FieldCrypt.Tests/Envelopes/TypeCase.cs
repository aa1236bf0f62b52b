using CsCheck;
using FieldCrypt.Tests.Support;

namespace FieldCrypt.Tests.Envelopes;

public sealed class TypeCase<T>(string name, ValueEncoding<T> encoding, Gen<T> values, params T[] extremes) : ITypeCase
{
    public string Name => name;

    public ValueKind Kind => encoding.Kind;

    public async Task RoundTripAsync(TestRing keys, int padTo)
    {
        var column = new EncryptedColumn<T>("Table", "Column", Columns.Finance, encoding, padTo);
        foreach (T extreme in extremes)
            await CheckAsync(extreme);
        await values.SampleAsync(CheckAsync, iter: 200);

        async Task CheckAsync(T value)
        {
            T read = await keys.Ring.DecryptAsync(column, await keys.EncryptAsync(column, value));
            ExactBits.Of(read).ShouldBe(ExactBits.Of(value), $"{name} {value}");
        }
    }
}
