using System.Text.Json.Serialization;
using CoachingPlatform.Domain.Agreements;

namespace CoachingPlatform.Application.Agreements;

public enum AgreementSort
{
    [JsonStringEnumMemberName("body")] Body,
    [JsonStringEnumMemberName("created_at")] CreatedAt,
    [JsonStringEnumMemberName("updated_at")] UpdatedAt,
}

/// <summary>The agreements of which session, and in which order: without any wish, in the one in which they were written down.</summary>
public sealed record AgreementFilter
{
    /// <summary>The session.</summary>
    public required Guid CoachingSessionId { get; init; }

    /// <summary>Default when only an order is given: <c>body</c>.</summary>
    public AgreementSort? SortBy { get; init; }

    /// <summary>Default when only a field is given: <c>asc</c>. Agreements without text come last then.</summary>
    public SortOrder? SortOrder { get; init; }

    internal IQueryable<Agreement> Apply(IQueryable<Agreement> agreements) =>
        Sorting.Apply(agreements.Where(a => a.CoachingSessionId == CoachingSessionId));

    private Sorting<Agreement> Sorting => SortBy switch
    {
        null when SortOrder is null => new(SortOrder, a => a.Id, a => a.CreatedAt),
        AgreementSort.CreatedAt => new(SortOrder, a => a.Id, a => a.CreatedAt),
        AgreementSort.UpdatedAt => new(SortOrder, a => a.Id, a => a.UpdatedAt),
        _ => new(SortOrder, a => a.Id, a => a.Body == null, a => a.Body),
    };
}
