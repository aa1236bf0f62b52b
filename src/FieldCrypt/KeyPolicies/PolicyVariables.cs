namespace FieldCrypt;

/// <summary>
/// Policy variables of AWS IAM, such as <c>${aws:username}</c>: AWS replaces them, nothing here does, and so a text with
/// one would be compared as it stands.
/// </summary>
internal static class PolicyVariables
{
    public const string Start = "${";
}
