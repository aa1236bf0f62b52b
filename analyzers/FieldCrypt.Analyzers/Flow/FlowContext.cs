using System.Collections.Concurrent;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace FieldCrypt.Analyzers;

/// <summary>What the leak rules share about one compilation. Thread-safe.</summary>
internal sealed class FlowContext
{
    private readonly ConcurrentDictionary<SyntaxNode, LocalWrites> _writes = new();
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    private FlowContext(CompilationFacts facts)
    {
        Facts = facts;
        Sources = new FlowSources(facts);
        Summaries = new MethodSummaries(this);
        PrintedMembers = new PrintedMembers(this);
        Hints = new SensitiveHints(facts);
        Helpers = new HelperGate(facts.Compilation, Hints);
    }

    public CompilationFacts Facts { get; }

    public FlowSources Sources { get; }

    public MethodSummaries Summaries { get; }

    public PrintedMembers PrintedMembers { get; }

    public SensitiveHints Hints { get; }

    public HelperGate Helpers { get; }

    public static FlowContext Of(CompilationFacts facts) => facts.Added(static facts => new FlowContext(facts));

    /// <summary>The writes to locals and parameters of the member that holds a node.</summary>
    public LocalWrites WritesOf(SyntaxNode node) =>
        _writes.GetOrAdd(SyntaxShapes.MemberOf(node), static member => new LocalWrites(member));

    /// <summary>A tracer for the tree of a node in another method than the one under analysis.</summary>
    public FlowTracer TracerFor(SyntaxTree tree, int depth, IMethodSymbol method, CancellationToken cancellation) =>
        new(this, ModelFor(tree), cancellation, depth, method);

#pragma warning disable RS1030 // A helper in another file is looked into on demand; models are kept, so each is bound once.
    private SemanticModel ModelFor(SyntaxTree tree) => _models.GetOrAdd(tree, t => Facts.Compilation.GetSemanticModel(t));
#pragma warning restore RS1030
}
