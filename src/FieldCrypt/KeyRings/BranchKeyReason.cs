namespace FieldCrypt;

/// <summary>Why a branch key was made; the value of a metric's tag and of a log event.</summary>
internal static class BranchKeyReason
{
    public const string First = "first";
    public const string Age = "age";
    public const string Uses = "uses";
    public const string State = "state";
    public const string Request = "request";
    public const string Clock = "clock";
}
