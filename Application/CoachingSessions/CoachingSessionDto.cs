using System.Text.Json.Serialization;
using AutoMapper;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>One coaching session.</summary>
public record CoachingSessionDto
{
    public required Guid Id { get; init; }

    public required Guid CoachingRelationshipId { get; init; }

    /// <summary>Null for a one-off session.</summary>
    public required Guid? CoachingSessionSeriesId { get; init; }

    /// <summary>Calendar revision; grows with every change that an invitation shows.</summary>
    public required int IcalSequence { get; init; }

    /// <summary>Original start of an occurrence of a series, UTC without a suffix; null for a one-off session.</summary>
    [JsonConverter(typeof(NaiveUtcConverter))]
    public required DateTime? IcalRecurrenceId { get; init; }

    /// <summary>Name of the shared notes document; null until the session is hydrated.</summary>
    public required string? CollabDocumentName { get; init; }

    /// <summary>Start, UTC without a suffix: <c>2026-06-07T17:00:00</c>.</summary>
    [JsonConverter(typeof(NaiveUtcConverter))]
    public required DateTime Date { get; init; }

    /// <summary>1 to 480.</summary>
    public required int DurationMinutes { get; init; }

    /// <summary>Null when nobody has named the session.</summary>
    public required string? Title { get; init; }

    public required string? MeetingUrl { get; init; }

    public required MeetingProvider? Provider { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    /// <summary>When the session was hydrated (got its document and the goals and topics that it takes over), UTC; null: not yet.</summary>
    public required DateTime? HydratedAt { get; init; }

    /// <summary>When the participants were last told the start.</summary>
    public required DateTime NoticeGivenAt { get; init; }
}

/// <summary>A coaching session in a list.</summary>
public sealed record CoachingSessionListItemDto : CoachingSessionDto
{
    /// <summary>What to call the session; null when there is nothing to call it by.</summary>
    public string? DisplayTitle { get; init; }
}

public sealed class CoachingSessionProfile : Profile
{
    public CoachingSessionProfile()
    {
        CreateMap<CoachingSession, CoachingSessionDto>();
        // what is not a column is added by the lists
        CreateMap<CoachingSession, CoachingSessionListItemDto>().ForMember(item => item.DisplayTitle, options => options.Ignore());
        CreateMap<CoachingSession, UserSessionDto>(MemberList.None);
    }
}
