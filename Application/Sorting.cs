using System.Linq.Expressions;
using System.Text.Json.Serialization;

namespace CoachingPlatform.Application;

public enum SortOrder
{
    [JsonStringEnumMemberName("asc")] Asc,
    [JsonStringEnumMemberName("desc")] Desc,
}

internal static class Sorting
{
    /// <summary>Sorts by one key after the other, all in the same direction, and equals by their id.</summary>
    /// <param name="order">Null: ascending.</param>
    public static IQueryable<T> SortBy<T>(
        this IQueryable<T> items, SortOrder? order, Expression<Func<T, Guid>> id, IReadOnlyList<Expression<Func<T, object?>>> keys)
    {
        var sorted = order is SortOrder.Desc ? items.OrderByDescending(keys[0]) : items.OrderBy(keys[0]);
        foreach (var key in keys.Skip(1))
            sorted = order is SortOrder.Desc ? sorted.ThenByDescending(key) : sorted.ThenBy(key);
        return sorted.ThenBy(id);
    }
}
