using System.Linq.Expressions;
using System.Text.Json.Serialization;

namespace CoachingPlatform.Application;

public enum SortOrder
{
    [JsonStringEnumMemberName("asc")] Asc,
    [JsonStringEnumMemberName("desc")] Desc,
}

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
}
