namespace FieldCrypt;

/// <summary>A value has no exact encoding; the caller, who knows the column, turns it into a <see cref="FieldCryptException"/>.</summary>
internal sealed class UnencodableValueException(string reason) : Exception(reason);
