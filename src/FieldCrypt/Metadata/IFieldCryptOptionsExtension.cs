using System.ComponentModel;

namespace FieldCrypt;

/// <summary>
/// Marks the options extension that sets a mapper up for FieldCrypt. The generated guard, which must not depend on the
/// mapper's package, recognises a context that was set up by it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IFieldCryptOptionsExtension;
