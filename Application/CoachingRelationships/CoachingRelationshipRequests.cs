namespace CoachingPlatform.Application.CoachingRelationships;

public sealed record CreateCoachingRelationshipRequest(Guid CoachId, Guid CoacheeId);
