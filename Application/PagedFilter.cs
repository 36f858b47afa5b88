using System.ComponentModel.DataAnnotations;
using CoachingPlatform.Domain;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application;

/// <summary>
/// Which part of a list that grows with the platform; by default all of it. Who reads it in parts asks for what comes after the last
/// item of the part before, until a part is shorter than the limit.
/// </summary>
public abstract record PagedFilter<T> where T : class
{
    private const int MaxLimit = 1000;

    /// <summary>At most this many, from 1 to 1000; by default all.</summary>
    [Range(1, MaxLimit, ErrorMessage = "limit: a number from 1 to 1000 is expected.")]
    public int? Limit { get; init; }

    /// <summary>Only what comes after the item with this id, in the order that is asked for.</summary>
    public Guid? After { get; init; }

    internal abstract Sorting<T> Sorting { get; }

    /// <summary>One query more where <see cref="After"/> is given.</summary>
    /// <param name="items">The whole list, in any order.</param>
    /// <exception cref="BadRequestException"><see cref="After"/> is not on the list.</exception>
    private protected async Task<IQueryable<T>> PageAsync(IQueryable<T> items, CancellationToken ct)
    {
        var sorting = Sorting;
        if (After is { } after)
        {
            var last = await items.Where(sorting.IsItem(after)).Select(sorting.Values()).SingleOrDefaultAsync(ct)
                ?? throw new BadRequestException("after: an item of this list is expected.");
            items = items.Where(sorting.IsBeyond(after, last));
        }
        items = sorting.Apply(items);
        return Limit is { } limit ? items.Take(limit) : items;
    }
}
