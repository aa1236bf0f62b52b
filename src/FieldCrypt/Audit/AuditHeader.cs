namespace FieldCrypt;

/// <summary>What the first line of an audit file says of it.</summary>
/// <param name="Algorithm">How its lines are chained: <see cref="AuditChain.NameOf"/>.</param>
/// <param name="PreviousFileHead">The hash of the last line of the file before; empty where the writer knew none.</param>
internal sealed record AuditHeader(string Algorithm, string PreviousFileHead)
{
    public const int Format = 1;
}
