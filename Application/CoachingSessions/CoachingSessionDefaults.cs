using CoachingPlatform.Domain.Organizations;

namespace CoachingPlatform.Application.CoachingSessions;

/// <summary>What a new session takes from its surroundings.</summary>
/// <param name="DocumentPrefix">What the names of the relationship's shared documents start with.</param>
/// <param name="UsualMinutes">How long this coach's sessions usually last.</param>
internal sealed record CoachingSessionDefaults(Organization Organization, string DocumentPrefix, int UsualMinutes);
