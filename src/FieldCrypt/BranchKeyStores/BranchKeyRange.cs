using System.Globalization;

namespace FieldCrypt;

/// <summary>The ranges of what a branch key's row says of it.</summary>
internal static class BranchKeyRange
{
    /// <summary>What is out of range; null if nothing is.</summary>
    public static string? Check(BranchKeyRecord key) => key.Uses < 0
        ? string.Create(CultureInfo.InvariantCulture, $"its count of uses is {key.Uses}")
        : Check(key.Purpose, key.Generation, key.State, key.Revision);

    /// <inheritdoc cref="Check(BranchKeyRecord)"/>
    public static string? Check(BranchKeyPurpose purpose, int generation, BranchKeyState state, int revision)
    {
        FormattableString? wrong = purpose switch
        {
            not (BranchKeyPurpose.RecordKeys or BranchKeyPurpose.BlindIndexes) => $"its purpose is {(int)purpose}",
            BranchKeyPurpose.BlindIndexes when generation != BlindIndexGeneration => $"its generation is {generation}, and a blind index key has none but {BlindIndexGeneration}",
            _ when generation < 1 => $"its generation is {generation}",
            _ when state is not (BranchKeyState.Enabled or BranchKeyState.Disabled or BranchKeyState.Destroyed) => $"its state is {(int)state}",
            _ when revision < 0 => $"its revision is {revision}",
            _ => null,
        };
        return wrong?.ToString(CultureInfo.InvariantCulture);
    }

    private const int BlindIndexGeneration = 1;
}
