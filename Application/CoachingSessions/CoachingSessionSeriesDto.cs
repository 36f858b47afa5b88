using System.Text.Json.Serialization;
using AutoMapper;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>Sessions that repeat, and the rule they were made from.</summary>
public sealed record CoachingSessionSeriesDto
{
    public required Guid Id { get; init; }

    public required Guid CoachingRelationshipId { get; init; }

    public required SeriesRuleDto Rule { get; init; }

    /// <summary>Calendar revision; grows with every new rule.</summary>
    public required int IcalSequence { get; init; }

    public required Guid CreatedByUserId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }
}

public sealed record SeriesRuleDto
{
    /// <summary>First start, UTC without a suffix.</summary>
    [JsonConverter(typeof(NaiveUtcConverter))]
    public required DateTime StartAt { get; init; }

    public required RecurrenceDto Recurrence { get; init; }

    /// <summary>Of each session, 1 to 480.</summary>
    public required int DurationMinutes { get; init; }
}

/// <summary>How sessions repeat. All arithmetic is UTC. At most 365 sessions within 366 days.</summary>
/// <param name="Interval">Every how many days, weeks, pairs of weeks or months; 1 to 366.</param>
/// <param name="ByWeekdays">
/// Only weekly and biweekly: the days of each week in UTC, among them that of the first start. Null: the weekday of the first start.
/// </param>
/// <param name="Count">How many sessions. Exactly one of <c>count</c> and <c>until</c> is given.</param>
/// <param name="Until">Latest start, inclusive, UTC; of a bare date its midnight counts.</param>
public sealed record RecurrenceDto(
    RecurrenceFrequency Frequency,
    int Interval = 1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Weekday>? ByWeekdays = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Count = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(NaiveUtcConverter))] DateTime? Until = null);

/// <param name="Sessions">By date.</param>
public sealed record SeriesWithSessionsDto(CoachingSessionSeriesDto Series, IReadOnlyList<CoachingSessionDto> Sessions);

public sealed class CoachingSessionSeriesProfile : Profile
{
    public CoachingSessionSeriesProfile()
    {
        AllowNullCollections = true;   // no weekdays are something else than an empty list of them
        CreateMap<CoachingSessionSeries, CoachingSessionSeriesDto>();
        CreateMap<SeriesRule, SeriesRuleDto>();
        CreateMap<Recurrence, RecurrenceDto>().ReverseMap();
    }
}
