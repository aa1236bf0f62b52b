using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace FieldCrypt.Mapping;

/// <summary>
/// Which class's records each logical name stands for under a key ring: two classes of one name, in whatever mappers and
/// models, could have their values swapped unnoticed. Mappers claim the names of a model when they build it. Remembers
/// names, not types, as long as the key ring lives. Thread-safe.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LogicalNames
{
    private static readonly ConditionalWeakTable<KeyRing, ConcurrentDictionary<(string Table, string Column), Owner>> s_names = [];

    /// <summary>Claims a logical name for the records of a class. Claiming it again for the same class changes nothing.</summary>
    /// <param name="keyRing">The key ring.</param>
    /// <param name="table">The logical table.</param>
    /// <param name="column">The logical column.</param>
    /// <param name="entity">The class of the records; of owned values, their owner's.</param>
    /// <param name="model">What maps it, for messages: the class of the EF Core context, for example.</param>
    /// <param name="isFixed">
    /// Whether the class says its name by itself, by <see cref="EncryptedTableAttribute"/>: classes that say the same name
    /// share it on purpose.
    /// </param>
    /// <exception cref="FieldCryptException"><see cref="FieldCryptError.ModelNotSupported"/>: another class has the name.</exception>
    public static void Claim(KeyRing keyRing, string table, string column, Type entity, string model, bool isFixed)
    {
        ArgumentNullException.ThrowIfNull(keyRing);
        ArgumentNullException.ThrowIfNull(entity);
        var owner = new Owner(entity.FullName ?? entity.Name, entity.Assembly.GetName().Name ?? "", model, isFixed);
        Owner first = s_names.GetOrCreateValue(keyRing).GetOrAdd((table, column), owner);
        if ((first.Entity == owner.Entity && first.Assembly == owner.Assembly) || (first.IsFixed && isFixed))
            return;
        throw new FieldCryptException(FieldCryptError.ModelNotSupported,
            $"{owner} and {first} both have the logical name \"{table}.{column}\" under key ring {keyRing.Name}, so a value could be moved from one to the other unnoticed. Write [EncryptedTable(\"...\")] with another name on the class whose values are not stored yet; or, where both are meant to read the same values, [EncryptedTable(\"{table}\")] on both.")
        { Column = $"{table}.{column}" };
    }

    private sealed record Owner(string Entity, string Assembly, string Model, bool IsFixed)
    {
        public override string ToString() => $"{Entity} (in {Model})";
    }
}
