using System.Globalization;
using System.Text;

namespace FieldCrypt.Architecture.Tests;

/// <summary>Finds folders that use each other, directly or through others.</summary>
internal static class FolderCircles
{
    /// <summary>Says of each group of folders in a ring: a shortest ring, and every edge between them with what makes it. Empty without one.</summary>
    public static string Describe(IReadOnlySet<FolderUse> uses)
    {
        var edges = uses.ToLookup(static use => use.From, static use => use.To);
        var text = new StringBuilder();
        foreach (var group in Groups(edges))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Folders in a ring: {string.Join(" -> ", ShortestRing(group, edges))}");
            foreach (var edge in uses.Where(use => group.Contains(use.From) && group.Contains(use.To)).GroupBy(static use => (use.From, use.To)).OrderBy(static edge => edge.Key))
                text.AppendLine(CultureInfo.InvariantCulture, $"  {edge.Key.From} -> {edge.Key.To}: {Types(edge)}");
        }

        return text.ToString();
    }

    private static string Types(IEnumerable<FolderUse> edge) => string.Join(
        ", ",
        edge.GroupBy(static use => use.Type).OrderBy(static type => type.Key, StringComparer.Ordinal)
            .Select(static type => $"{type.Key} (in {string.Join(", ", type.Select(static use => use.File).Order(StringComparer.Ordinal))})"));

    /// <summary>Folders that reach each other, in groups of two or more.</summary>
    private static IEnumerable<SortedSet<string>> Groups(ILookup<string, string> edges)
    {
        var reached = edges.ToDictionary(static from => from.Key, from => Reached(from.Key, edges));
        var grouped = new HashSet<string>();
        foreach (var (folder, others) in reached.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (!others.Contains(folder) || grouped.Contains(folder))
                continue;

            var group = new SortedSet<string>(others.Where(other => reached.TryGetValue(other, out var back) && back.Contains(folder)), StringComparer.Ordinal);
            grouped.UnionWith(group);
            yield return group;
        }
    }

    private static HashSet<string> Reached(string start, ILookup<string, string> edges)
    {
        var reached = new HashSet<string>();
        var pending = new Queue<string>([start]);
        while (pending.TryDequeue(out string? next))
        {
            foreach (string to in edges[next].Where(reached.Add))
                pending.Enqueue(to);
        }

        return reached;
    }

    private static IReadOnlyList<string> ShortestRing(SortedSet<string> group, ILookup<string, string> edges) =>
        group.Select(start => WayBack(start, edges)).MinBy(static ring => ring.Count)!;

    private static List<string> WayBack(string start, ILookup<string, string> edges)
    {
        var cameFrom = new Dictionary<string, string>();
        var pending = new Queue<string>([start]);
        while (!cameFrom.ContainsKey(start))
        {
            string next = pending.Dequeue();
            foreach (string to in edges[next].Where(to => cameFrom.TryAdd(to, next)))
                pending.Enqueue(to);
        }

        var ring = new List<string> { start };
        for (string at = cameFrom[start]; at != start; at = cameFrom[at])
            ring.Insert(0, at);
        ring.Insert(0, start);
        return ring;
    }
}
