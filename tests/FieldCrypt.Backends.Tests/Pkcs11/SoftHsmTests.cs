namespace FieldCrypt.Backends.Tests;

/// <summary>
/// Tests on SoftHSM run one after the other: an object that is made while another part of the process, a second copy of the
/// module or another process reads its token folder now and then stays hidden from the module that made it.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SoftHsmTests
{
    public const string Name = "SoftHSM";
}
