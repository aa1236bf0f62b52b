using System.Collections;
using System.Reflection;

namespace FieldCrypt.Generators.Tests.Infrastructure;

/// <summary>Everything that an object holds, directly or not.</summary>
internal static class ObjectGraph
{
    public static IEnumerable<object> Of(object? root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object?>([root]);
        while (open.TryPop(out object? next))
        {
            if (next is null || next is string || next.GetType().IsPrimitive || next is MemberInfo or Delegate || !seen.Add(next))
                continue;
            yield return next;
            if (next is IEnumerable items)
            {
                foreach (object? item in items)
                    open.Push(item);
            }

            foreach (FieldInfo field in Fields(next.GetType()))
                open.Push(field.GetValue(next));
        }
    }

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
        }
    }
}
