using System.Collections;

namespace FieldCrypt;

/// <summary>
/// The branch keys of a store, by context, purpose and generation, and what was passed over: a row that is damaged, missing
/// or not as the set of its context says stops no other. Immutable.
/// </summary>
public sealed class BranchKeyList : IReadOnlyList<BranchKeyRecord>
{
    internal BranchKeyList(IReadOnlyList<BranchKeyRecord> records, IReadOnlyList<BranchKeySet> sets, IReadOnlyList<BranchKeyFailure> failures)
    {
        Records = records;
        Sets = sets;
        Failures = failures;
    }

    /// <summary>The keys, each as its context's set says.</summary>
    public IReadOnlyList<BranchKeyRecord> Records { get; }

    /// <summary>What is not among them, and why; empty if the list is whole.</summary>
    public IReadOnlyList<BranchKeyFailure> Failures { get; }

    /// <inheritdoc/>
    public int Count => Records.Count;

    /// <summary>The sets of the contexts.</summary>
    internal IReadOnlyList<BranchKeySet> Sets { get; }

    /// <inheritdoc/>
    public BranchKeyRecord this[int index] => Records[index];

    /// <inheritdoc/>
    public IEnumerator<BranchKeyRecord> GetEnumerator() => Records.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
