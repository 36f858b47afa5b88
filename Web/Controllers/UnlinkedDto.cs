namespace CoachingPlatform.Web.Controllers;

/// <summary>The goal that is no longer linked.</summary>
public sealed record UnlinkedDto(Guid GoalId);
