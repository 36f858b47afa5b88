using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.Agreements;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Notes;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Topics;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Application.PersonalData;

/// <summary>
/// What is stored about somebody, as the API names it: their account, how they use it, and all that was written down in their coaching
/// relationships, by them or the other person. Without hashes and secrets.
/// </summary>
/// <param name="RoleChanges">The oldest first.</param>
/// <param name="LoginSessions">Those that have not ended.</param>
/// <param name="Browsers">Those that are known, by when somebody last signed in with them, UTC.</param>
/// <param name="CalendarSince">Since when they have a calendar address, UTC; null: they have none.</param>
public sealed record PersonalDataDto(
    UserDto Account,
    IReadOnlyList<OrganizationDto> Organizations,
    IReadOnlyList<RoleChangeDto> RoleChanges,
    IReadOnlyList<LoginSessionTimesDto> LoginSessions,
    IReadOnlyList<DateTime> Browsers,
    MailPreferencesDto MailPreferences,
    DateTime? CalendarSince,
    IReadOnlyList<CoachingRelationshipDto> CoachingRelationships,
    IReadOnlyList<CoachingSessionSeriesDto> CoachingSessionSeries,
    IReadOnlyList<CoachingSessionDto> CoachingSessions,
    IReadOnlyList<CoachingSessionViewDto> CoachingSessionViews,
    IReadOnlyList<GoalDto> Goals,
    IReadOnlyList<ActionDto> Actions,
    IReadOnlyList<AgreementDto> Agreements,
    IReadOnlyList<TopicDto> Topics,
    IReadOnlyList<NoteDto> Notes);

/// <param name="OrganizationId">Null for the platform as a whole.</param>
/// <param name="OldRole">Null: none before.</param>
/// <param name="NewRole">Null: none any more.</param>
public sealed record RoleChangeDto(Guid? OrganizationId, Role? OldRole, Role? NewRole, DateTime ChangedAt);

public sealed record LoginSessionTimesDto(DateTime CreatedAt, DateTime ExpiresAt);

public sealed record CoachingSessionViewDto(Guid CoachingSessionId, DateTime LastViewedAt);
