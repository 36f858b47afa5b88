using System.Text.Json.Serialization;
using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Application.CoachingSessions;

public enum CoachingSessionSort
{
    [JsonStringEnumMemberName("date")] Date,
    [JsonStringEnumMemberName("created_at")] CreatedAt,
    [JsonStringEnumMemberName("updated_at")] UpdatedAt,
}

/// <summary>What may come with a session of a user.</summary>
public enum CoachingSessionInclude
{
    [JsonStringEnumMemberName("relationship")] Relationship,
    [JsonStringEnumMemberName("organization")] Organization,
    [JsonStringEnumMemberName("goal")] Goal,
    [JsonStringEnumMemberName("agreements")] Agreements,
    [JsonStringEnumMemberName("topics")] Topics,
}

/// <summary>Into what sessions are counted.</summary>
public enum CoachingSessionGrouping
{
    [JsonStringEnumMemberName("month")] Month,
}

/// <summary>In which order sessions are listed: without any wish, in the one in which they were arranged.</summary>
public abstract record CoachingSessionOrder : PagedFilter<CoachingSession>
{
    /// <summary>Default when only an order is given: <c>date</c>.</summary>
    public CoachingSessionSort? SortBy { get; init; }

    /// <summary>Default when only a field is given: <c>asc</c>.</summary>
    public SortOrder? SortOrder { get; init; }

    internal override Sorting<CoachingSession> Sorting => SortBy switch
    {
        null when SortOrder is null => new(SortOrder, s => s.Id, s => s.CreatedAt),
        CoachingSessionSort.CreatedAt => new(SortOrder, s => s.Id, s => s.CreatedAt),
        CoachingSessionSort.UpdatedAt => new(SortOrder, s => s.Id, s => s.UpdatedAt),
        _ => new(SortOrder, s => s.Id, s => s.Date),
    };
}

/// <summary>Which sessions of one relationship.</summary>
public sealed record CoachingSessionFilter : CoachingSessionOrder
{
    /// <summary>The coaching relationship.</summary>
    public required Guid CoachingRelationshipId { get; init; }

    /// <summary>First day, UTC.</summary>
    public required DateOnly FromDate { get; init; }

    /// <summary>Last day, UTC, the whole of it.</summary>
    public required DateOnly ToDate { get; init; }

    internal Task<IQueryable<CoachingSession>> ApplyAsync(IQueryable<CoachingSession> sessions, CancellationToken ct) => PageAsync(
        sessions.Where(s => s.CoachingRelationshipId == CoachingRelationshipId).Within(FromDate, ToDate, TimeZoneInfo.Utc), ct);
}

/// <summary>Which sessions of one user, and what comes with them.</summary>
public sealed record UserSessionFilter : CoachingSessionOrder
{
    /// <summary>Only sessions of this relationship.</summary>
    public Guid? CoachingRelationshipId { get; init; }

    /// <summary>Only sessions of this organization.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>First day in the time zone.</summary>
    public DateOnly? FromDate { get; init; }

    /// <summary>Last day in the time zone, the whole of it.</summary>
    public DateOnly? ToDate { get; init; }

    /// <summary>The time zone in which the days are meant, by its IANA name; default UTC.</summary>
    [JsonPropertyName("tz")]
    public string? TimeZone { get; init; }

    /// <summary>
    /// <c>relationship</c>, <c>organization</c> (with <c>relationship</c> only), <c>goal</c>, <c>agreements</c>, <c>topics</c>, with
    /// commas between them.
    /// </summary>
    public IReadOnlySet<CoachingSessionInclude> Include { get; init; } = new HashSet<CoachingSessionInclude>();

    internal Task<IQueryable<CoachingSession>> ApplyAsync(
        IQueryable<CoachingSession> sessions, IQueryable<CoachingRelationship> relationships, CancellationToken ct) => PageAsync(
        sessions.Of(relationships, CoachingRelationshipId, OrganizationId).Within(FromDate, ToDate, LocalDays.Zone(TimeZone)), ct);
}

/// <summary>Which sessions of one user are counted.</summary>
public sealed record UserSessionCountFilter
{
    /// <summary>First day, UTC.</summary>
    public required DateOnly FromDate { get; init; }

    /// <summary>Last day, UTC, the whole of it.</summary>
    public required DateOnly ToDate { get; init; }

    /// <summary>Has to be <c>month</c>.</summary>
    public required CoachingSessionGrouping GroupBy { get; init; }

    /// <summary>The time zone of the calendar, by its IANA name.</summary>
    [JsonPropertyName("tz")]
    public required string TimeZone { get; init; }

    /// <summary>Only sessions of this relationship.</summary>
    public Guid? CoachingRelationshipId { get; init; }

    /// <summary>Only sessions of this organization.</summary>
    public Guid? OrganizationId { get; init; }

    internal IQueryable<CoachingSession> Apply(IQueryable<CoachingSession> sessions, IQueryable<CoachingRelationship> relationships) =>
        sessions.Of(relationships, CoachingRelationshipId, OrganizationId).Within(FromDate, ToDate, TimeZoneInfo.Utc);
}

internal static class CoachingSessionFilters
{
    /// <param name="relationshipId">Null: any.</param>
    /// <param name="organizationId">Null: any.</param>
    public static IQueryable<CoachingSession> Of(
        this IQueryable<CoachingSession> sessions, IQueryable<CoachingRelationship> relationships, Guid? relationshipId,
        Guid? organizationId) =>
        from session in sessions
        join relationship in relationships on session.CoachingRelationshipId equals relationship.Id
        where relationshipId == null || relationship.Id == relationshipId
        where organizationId == null || relationship.OrganizationId == organizationId
        select session;

    /// <param name="from">First day; null: open.</param>
    /// <param name="to">Last day, the whole of it; null: open.</param>
    public static IQueryable<CoachingSession> Within(
        this IQueryable<CoachingSession> sessions, DateOnly? from, DateOnly? to, TimeZoneInfo zone)
    {
        if (from is { } first)
        {
            var start = LocalDays.Start(first, zone);
            sessions = sessions.Where(s => s.Date >= start);
        }
        if (to is { } last)
        {
            var end = LocalDays.End(last, zone);
            sessions = sessions.Where(s => s.Date < end);
        }
        return sessions;
    }
}
