namespace FieldCrypt.Architecture.Tests;

/// <summary>A folder's file names a type of another folder, or a member of one.</summary>
/// <param name="From">The folder that names it.</param>
/// <param name="To">The folder that declares it.</param>
/// <param name="Type">The type's simple name.</param>
/// <param name="File">The file that names it, by its path in the project.</param>
internal readonly record struct FolderUse(string From, string To, string Type, string File);
