namespace FieldCrypt;

/// <summary>One statement of a <see cref="KeyPolicy"/>: allows or denies principals actions, under conditions. Immutable.</summary>
public sealed record KeyPolicyStatement
{
    /// <summary>A name for people; stands in the error when the statement denies.</summary>
    public string Sid { get; init; } = "";

    /// <summary>Allow or deny.</summary>
    public KeyPolicyEffect Effect { get; init; }

    /// <summary>The principals, compared exactly; <c>*</c> alone is every principal, and no wildcard inside a name.</summary>
    public required IReadOnlyList<string> Principals { get; init; }

    /// <summary>The actions, such as <c>kms:Decrypt</c>, without regard to case; <c>*</c> and <c>?</c> are wildcards.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>All of them must be met; empty always is. Each operator compares each key once, as JSON can hold it.</summary>
    public IReadOnlyList<KeyPolicyCondition> Conditions { get; init; } = [];

    internal bool Applies(string principal, EmbeddedKeyAction action, EncryptionContext context)
        => Principals.Any(named => named == KeyPrincipals.Every || named == principal)
            && Actions.Any(pattern => KeyActions.Matches(pattern, action))
            && Conditions.All(condition => condition.IsMet(context));

    /// <summary>With lists of its own, that nobody changes later.</summary>
    internal KeyPolicyStatement Copy() => this with { Principals = [.. Principals], Actions = [.. Actions], Conditions = [.. Conditions] };

    /// <summary>What people call it.</summary>
    internal string NameAt(int position) => Sid.Length > 0 ? $"\"{Sid}\"" : $"number {position + 1}";
}
