using System.Text;

namespace FieldCrypt;

/// <summary>
/// What every key policy must be, however it was made: what its JSON form can hold, reads back as the same, and is
/// enforced whole.
/// </summary>
internal static class KeyPolicyCheck
{
    public static void Check(KeyPolicy policy)
    {
        if (policy.Statements.Count == 0)
            throw Invalid("has no statement");
        if (KeyText.Check(policy.Id, 0, KeyPolicy.MaximumLength) is { } id)
            throw Invalid($"has an Id that {id}");
        for (int i = 0; i < policy.Statements.Count; i++)
            Check(policy.Statements[i], policy.Statements[i].NameAt(i));
        if (Encoding.UTF8.GetByteCount(policy.ToJson()) > KeyPolicy.MaximumLength)
            throw Invalid($"is longer than {KeyPolicy.MaximumLength} bytes as JSON");
    }

    public static FieldCryptException Invalid(string what, Exception? inner = null)
        => new(FieldCryptError.InvalidArgument, $"The key policy {what}. docs/key-reference.md shows what a KeyPolicy may hold; nothing of it is passed over.", inner);

    private static void Check(KeyPolicyStatement statement, string name)
    {
        if (KeyText.Check(statement.Sid, 0, KeyPolicy.MaximumLength) is { } sid)
            throw Invalid($"has a Sid that {sid}");
        if (!Enum.IsDefined(statement.Effect))
            throw Invalid($"neither allows nor denies in statement {name}");
        if (statement.Principals.Count == 0)
            throw Invalid($"names no principal in statement {name}");
        foreach (string principal in statement.Principals.Where(static principal => principal != KeyPrincipals.Every))
        {
            if (KeyPrincipals.Check(principal) is { } wrong)
                throw Invalid($"names a principal in statement {name} that {wrong}; \"*\" alone is every principal");
        }

        if (statement.Actions.Count == 0)
            throw Invalid($"names no action in statement {name}");
        foreach (string action in statement.Actions.Where(static action => !KeyActions.IsKnown(action)))
            throw Invalid($"names an action \"{action}\" in statement {name} that is unknown or that no key policy decides; actions are written like kms:Decrypt");

        var compared = new HashSet<(KeyPolicyOperator Operator, string Key)>();
        foreach (KeyPolicyCondition condition in statement.Conditions)
        {
            if (!compared.Add((condition.Operator, condition.Key.ToUpperInvariant())))
                throw Invalid($"compares {condition.Key} twice by {condition.Operator} in statement {name}; give one condition all its values, or add a statement");
        }
    }
}
