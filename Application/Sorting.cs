using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Query;

namespace CoachingPlatform.Application;

/// <summary>Sorts by one key after the other, all in the same direction, and equals by their id.</summary>
/// <param name="Order">Null: ascending.</param>
internal sealed record Sorting<T>(SortOrder? Order, Expression<Func<T, Guid>> Id, params IReadOnlyList<Expression<Func<T, object?>>> Keys)
{
    public IQueryable<T> Apply(IQueryable<T> items)
    {
        IOrderedQueryable<T>? sorted = null;
        foreach (var key in Keys)
        {
            sorted = (sorted, Order) switch
            {
                (null, SortOrder.Desc) => items.OrderByDescending(key),
                (null, _) => items.OrderBy(key),
                (_, SortOrder.Desc) => sorted.ThenByDescending(key),
                _ => sorted.ThenBy(key),
            };
        }
        return sorted is null ? items.OrderBy(Id) : sorted.ThenBy(Id);
    }

    public Expression<Func<T, bool>> IsItem(Guid id) =>
        Expression.Lambda<Func<T, bool>>(Expression.Equal(Id.Body, Parameter(id, typeof(Guid))), Item);

    /// <summary>What the keys of an item are.</summary>
    public Expression<Func<T, object?[]>> Values() =>
        Expression.Lambda<Func<T, object?[]>>(Expression.NewArrayInit(typeof(object), Keys.Select(Body)), Item);

    /// <summary>Beyond by the first key; or equal by it and beyond by the second; and so on, at last by the id.</summary>
    /// <param name="values">The keys of the item with this id.</param>
    public Expression<Func<T, bool>> IsBeyond(Guid id, object?[] values)
    {
        Expression isBeyond = Expression.GreaterThan(Id.Body, Parameter(id, typeof(Guid)));
        foreach (var (key, value) in Keys.Zip(values).Reverse())
        {
            var member = Body(key) is UnaryExpression { NodeType: ExpressionType.Convert } boxed ? boxed.Operand : Body(key);
            var isEqual = Expression.Equal(member, Parameter(value, member.Type));
            isBeyond = Expression.OrElse(IsBeyond(member, value), Expression.AndAlso(isEqual, isBeyond));
        }
        return Expression.Lambda<Func<T, bool>>(isBeyond, Item);
    }

    private ParameterExpression Item => Id.Parameters[0];

    private Expression IsBeyond(Expression member, object? value)
    {
        var isDescending = Order is SortOrder.Desc;
        if (value is bool isTrue)   // false comes before true
            return isTrue != isDescending ? Expression.Constant(false) : isDescending ? Expression.Not(member) : member;
        var (left, right) = member.Type == typeof(string)
            ? ((Expression)Expression.Call(
                typeof(string), nameof(string.Compare), null, member, Parameter(value, member.Type)), (Expression)Expression.Constant(0))
            : (member, Parameter(value, member.Type));
        return isDescending ? Expression.LessThan(left, right) : Expression.GreaterThan(left, right);
    }

    private Expression Body(LambdaExpression key) => ReplacingExpressionVisitor.Replace(key.Parameters[0], Item, key.Body);

    /// <summary>Like a captured variable, so that the query plan serves for every value.</summary>
    private static MemberExpression Parameter(object? value, Type type) => Expression.Field(
        Expression.Constant(Activator.CreateInstance(typeof(StrongBox<>).MakeGenericType(type), value)), nameof(StrongBox<>.Value));
}
