using FieldCrypt.EntityFrameworkCore.Infrastructure;

namespace FieldCrypt.EntityFrameworkCore;

/// <summary>The choices of <c>UseFieldCrypt</c> for one context type. Not thread-safe.</summary>
public sealed class FieldCryptDbContextOptionsBuilder
{
    internal FieldCryptDbContextOptionsBuilder(FieldCryptOptionsExtension extension) => Extension = extension;

    internal FieldCryptOptionsExtension Extension { get; private set; }

    /// <summary>
    /// Adds a CHECK constraint per encrypted column, so that the database refuses whatever another writer stores there
    /// that does not start and measure like an envelope. Migrations and <c>EnsureCreated</c> make the constraints.
    /// </summary>
    public FieldCryptDbContextOptionsBuilder AddCheckConstraints()
    {
        Extension = Extension.WithCheckConstraints();
        return this;
    }
}
