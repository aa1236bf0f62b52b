using FieldCrypt.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace FieldCrypt.EntityFrameworkCore.Update;

/// <summary>Wraps the provider's commands for tables with encrypted columns; other tables are none of our business.</summary>
internal sealed class FieldCryptModificationCommandFactory(IModificationCommandFactory inner, SaveSessions sessions, EncryptedModels models)
    : IModificationCommandFactory
{
    /// <inheritdoc/>
    public IModificationCommand CreateModificationCommand(in ModificationCommandParameters modificationCommandParameters)
    {
        IModificationCommand command = inner.CreateModificationCommand(modificationCommandParameters);
        return modificationCommandParameters.Table is { } table && models.Of(table.Model.Model) is var model && model.HasEncryptedColumns(table)
            ? new FieldCryptModificationCommand(command, sessions, model, modificationCommandParameters.GenerateParameterName)
            : command;
    }

    /// <inheritdoc/>
    public INonTrackedModificationCommand CreateNonTrackedModificationCommand(in NonTrackedModificationCommandParameters modificationCommandParameters)
        => inner.CreateNonTrackedModificationCommand(modificationCommandParameters);
}
