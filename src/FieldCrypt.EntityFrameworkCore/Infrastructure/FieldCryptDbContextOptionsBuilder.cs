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
    /// The further tables of an entity that is split by <c>SplitToTable</c> get none: EF Core has no place for them.
    /// </summary>
    public FieldCryptDbContextOptionsBuilder AddCheckConstraints()
    {
        Extension = Extension.WithCheckConstraints();
        return this;
    }

    /// <summary>
    /// Lets <c>ExecuteUpdate</c> set an encrypted property to a constant or variable. Every row that it touches then gets
    /// the same envelope: they share one data key, show that they hold equal values, and cannot be shredded one by one.
    /// Without it such a call is refused; setting NULL never is.
    /// </summary>
    public FieldCryptDbContextOptionsBuilder AllowSharedEnvelopeInExecuteUpdate()
    {
        Extension = Extension.WithSharedEnvelopeInExecuteUpdate();
        return this;
    }
}
