namespace FieldCrypt.Backends.Tests;

/// <summary>
/// Tests that load a second copy of SoftHSM run alone: copies in one process share its file locks, so that one may read
/// what another is writing, and then hides the object for good.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ModuleCopies
{
    public const string Name = "Copies of a PKCS#11 module";
}
