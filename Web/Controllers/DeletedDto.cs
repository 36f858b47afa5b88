namespace CoachingPlatform.Web.Controllers;

/// <summary>What is no more.</summary>
public sealed record DeletedDto(Guid Id);
