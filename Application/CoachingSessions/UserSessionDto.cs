using System.Text.Json.Serialization;
using AutoMapper;
using CoachingPlatform.Application.Agreements;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Topics;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain.CoachingRelationships;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>A coaching relationship by its ids alone.</summary>
public sealed record RelationshipIdsDto(
    Guid Id, Guid OrganizationId, Guid CoachId, Guid CoacheeId, string Slug, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>A session of a user with what was asked for beside it; what was not asked for is absent.</summary>
public sealed record UserSessionDto : CoachingSessionDto
{
    /// <summary>What to call the session; null when there is nothing to call it by.</summary>
    public string? DisplayTitle { get; init; }

    /// <summary>When the user last looked at it; null: never.</summary>
    public DateTime? ViewerLastViewedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RelationshipIdsDto? Relationship { get; init; }

    /// <summary>With <c>relationship</c>; without roles.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UserDto? Coach { get; init; }

    /// <summary>With <c>relationship</c>; without roles.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UserDto? Coachee { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrganizationDto? Organization { get; init; }

    /// <summary>The first three linked goals, whatever their status.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GoalDto>? Goals { get; init; }

    /// <summary>The first agreement; absent when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgreementDto? Agreement { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TopicDto>? Topics { get; init; }
}

/// <param name="Month"><c>2026-05</c>, in the viewer's time zone.</param>
public sealed record MonthCountDto(string Month, int Count);

/// <param name="Counts">Months with sessions, ascending.</param>
public sealed record SessionCountsDto(IReadOnlyList<MonthCountDto> Counts);

/// <param name="PreviousLastViewedAt">Null: never before.</param>
public sealed record SessionViewDto(DateTime? PreviousLastViewedAt, DateTime LastViewedAt);

public sealed class UserSessionProfile : Profile
{
    public UserSessionProfile() => CreateMap<CoachingRelationship, RelationshipIdsDto>();
}
