namespace FieldCrypt;

/// <summary>The end of an audit file at some time.</summary>
/// <param name="Sequence">The last line's number; 0 is the file's first line.</param>
/// <param name="Hash">The last line's hash, 64 hexadecimal digits.</param>
public sealed record AuditHead(long Sequence, string Hash);
