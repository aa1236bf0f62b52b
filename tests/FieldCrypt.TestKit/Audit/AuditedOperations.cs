using System.Reflection;

namespace FieldCrypt.TestKit;

/// <summary>Whether a table of operations has a case for each public method.</summary>
public static class AuditedOperations
{
    public static void ShouldCoverAllMethods<T>(this IEnumerable<AuditedOperation<T>> operations, params string[] changeNothing)
    {
        string[] methods = [.. typeof(T).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(static method => typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal))
            .Select(static method => method.Name).Distinct().Order(StringComparer.Ordinal)];
        string[] covered = [.. operations.Select(static operation => operation.Method).OfType<string>(), .. changeNothing];
        methods.Except(covered, StringComparer.Ordinal).ShouldBeEmpty("methods without a case in the table: add one, or say here that they change nothing");
        covered.Except(methods, StringComparer.Ordinal).ShouldBeEmpty("cases of methods that are gone");
    }

    /// <summary>The events of an operation are an intent and then this outcome, of one change.</summary>
    public static void ShouldBeIntentAndOutcome(this IEnumerable<AuditEvent> events, string operation, string outcome)
    {
        AuditEvent[] found = [.. events.Where(audited => audited.Operation == operation)];
        found.Select(static audited => audited.Outcome).ShouldBe([AuditOutcome.Intent, outcome]);
        found[0].ChangeId.Length.ShouldBe(32);
        found[1].ChangeId.ShouldBe(found[0].ChangeId);
        found[0].KeyId.ShouldNotBeEmpty();
    }
}
