using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CoachingPlatform.Application;

/// <summary>
/// A query for one row that is composed once and then only run, for what every request asks: composing it, and finding its translation,
/// costs more than running it.
/// </summary>
/// <param name="compose">
/// Composes the query as any other. It is called once for each kind of database, or for each of those who ask first at the same moment; the
/// argument's value stands where the placeholder does.
/// </param>
internal sealed class CompiledQuery<TArgument, TResult>(Func<IAppDb, Placeholder<TArgument>, IQueryable<TResult>> compose)
    where TResult : class
{
    private readonly ConditionalWeakTable<IModel, Func<DbContext, TArgument, CancellationToken, Task<TResult?>>> _compiled = [];

    /// <returns>Null when there is no such row.</returns>
    public Task<TResult?> SingleOrDefaultAsync(IAppDb db, TArgument argument, CancellationToken ct)
    {
        var context = (DbContext)db;
        if (_compiled.TryGetValue(context.Model, out var compiled))
            return compiled(context, argument, ct);
        // the first run translates the query, which reads the unit of work that it was composed with: nobody else's before that is over
        compiled = Compile(db);
        var first = compiled(context, argument, ct);
        _compiled.TryAdd(context.Model, compiled);
        return first;
    }

    private Func<DbContext, TArgument, CancellationToken, Task<TResult?>> Compile(IAppDb db)
    {
        var (context, argument, ct) = (
            Expression.Parameter(typeof(DbContext), "context"), Expression.Parameter(typeof(TArgument), "argument"),
            Expression.Parameter(typeof(CancellationToken), "ct"));
        var query = new Replacement(argument).Visit(compose(db, new Placeholder<TArgument>()).Expression);
        var single = Expression.Call(typeof(Queryable), nameof(Queryable.SingleOrDefault), [typeof(TResult)], query);
        return EF.CompileAsyncQuery(
            Expression.Lambda<Func<DbContext, TArgument, CancellationToken, TResult?>>(single, context, argument, ct));
    }

    private sealed class Replacement(ParameterExpression argument) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node) =>
            node.Member.DeclaringType == typeof(Placeholder<TArgument>) ? argument : base.VisitMember(node);
    }
}
