namespace CoachingPlatform.Application.Mail;

/// <summary>What is null or absent stays as it is.</summary>
public sealed record UpdateMailPreferencesRequest
{
    public bool? Invitations { get; init; }

    public bool? Actions { get; init; }

    public bool? Reminders { get; init; }
}
