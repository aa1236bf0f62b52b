using System.Reflection;
using System.Runtime.CompilerServices;
using FieldCrypt.EntityFrameworkCore.Storage;
using FieldCrypt.Mapping;
using Microsoft.EntityFrameworkCore.Query;

namespace FieldCrypt.EntityFrameworkCore.Query;

/// <summary>
/// Puts getting the keys before the execution of a query plan that needs some: EF Core converts parameters
/// synchronously, before any interceptor could wait.
/// </summary>
internal sealed class QueryExecution(KeyRing keyRing)
{
    private static readonly MethodInfo s_wrapTask = typeof(QueryExecution).GetMethod(nameof(WrapTask), BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly MethodInfo s_wrapStream = typeof(QueryExecution).GetMethod(nameof(WrapStream), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>Wraps a plan; without keys to get, it stays as it is.</summary>
    public Func<QueryContext, TResult> Wrap<TResult>(Func<QueryContext, TResult> plan, KeyNeeds keys, bool async)
    {
        if (keys.IsEmpty)
            return plan;

        // A synchronous query is not run yet when it comes back, and may only be asked for its text: its parameters get
        // their keys when they are converted. ExecuteUpdate runs at once.
        if (!async)
            return keys.Records.Count == 0 ? plan : context => Run(plan, keys, context);

        // Compiled once per plan; where code cannot be made at run time, plans are precompiled and do not come here.
        Type result = typeof(TResult);
        MethodInfo? wrap = !RuntimeFeature.IsDynamicCodeSupported || !result.IsGenericType ? null
            : result.GetGenericTypeDefinition() == typeof(Task<>) ? s_wrapTask
            : result.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>) ? s_wrapStream
            : null;
        return wrap is null
            ? plan
            : (Func<QueryContext, TResult>)wrap.MakeGenericMethod(result.GenericTypeArguments).Invoke(this, [plan, keys])!;
    }

    private TResult Run<TResult>(Func<QueryContext, TResult> plan, KeyNeeds keys, QueryContext context)
    {
        using QueryExecutionKeys held = QueryExecutionKeys.Create(keyRing, keys);
        held.Enter();
        return plan(context);
    }

    private Func<QueryContext, Task<T>> WrapTask<T>(Func<QueryContext, Task<T>> plan, KeyNeeds keys) => async context =>
    {
        using QueryExecutionKeys held = await QueryExecutionKeys.CreateAsync(keyRing, keys, context.CancellationToken).ConfigureAwait(false);
        held.Enter();
        return await plan(context).ConfigureAwait(false);
    };

    private Func<QueryContext, IAsyncEnumerable<T>> WrapStream<T>(Func<QueryContext, IAsyncEnumerable<T>> plan, KeyNeeds keys)
        => context => Stream(plan, keys, context);

    private async IAsyncEnumerable<T> Stream<T>(
        Func<QueryContext, IAsyncEnumerable<T>> plan,
        KeyNeeds keys,
        QueryContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using QueryExecutionKeys held = await QueryExecutionKeys.CreateAsync(keyRing, keys, cancellationToken).ConfigureAwait(false);
        held.Enter();
        IAsyncEnumerator<T> rows = plan(context).GetAsyncEnumerator(cancellationToken);
        await using (rows.ConfigureAwait(false))
        {
            // What a step sets for the flow is gone when it returns, and a split query makes commands in later steps too.
            while (await MoveNextAsync().ConfigureAwait(false))
                yield return rows.Current;
        }

        ValueTask<bool> MoveNextAsync()
        {
            held.Enter();
            return rows.MoveNextAsync();
        }
    }
}
