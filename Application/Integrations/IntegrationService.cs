using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Application.Integrations;

/// <summary>
/// Meeting providers, recordings and transcripts belong to outside services, none of which is connected. Access is checked as if they were.
/// </summary>
public sealed class IntegrationService(IAppDb db, IPageAddresses pages)
{
    /// <exception cref="NotFoundException">Always: nobody is connected.</exception>
    public static void RequireConnection(MeetingProvider provider) => throw new NotFoundException($"connection to {provider}");

    /// <summary>Where a browser goes on that wants to connect: the settings, which say that the provider is not set up.</summary>
    /// <exception cref="ForbiddenException">It is not the caller's own id.</exception>
    public string Authorize(MeetingProvider provider, Guid userId, Guid callerId)
    {
        UserAccess.RequireSelf(userId, callerId);
        return SettingsAfter(provider, "not_configured");
    }

    /// <summary>Where a browser goes on that a provider sends back: no such visit was begun here.</summary>
    public string Return(MeetingProvider provider) => SettingsAfter(provider, "invalid_state");

    /// <exception cref="NotFoundException">There is no such session.</exception>
    /// <exception cref="ForbiddenException">The caller is neither the coach nor the coachee.</exception>
    public async Task RequireParticipantAsync(Guid sessionId, Guid callerId, CancellationToken ct) =>
        (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);

    /// <exception cref="NotFoundException">There is no such session.</exception>
    /// <exception cref="ForbiddenException">The caller is not the coach.</exception>
    /// <exception cref="NotConfiguredException">Else always.</exception>
    public async Task StartRecordingAsync(Guid sessionId, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfSessionAsync(sessionId, ct)).RequireCoach(callerId);
        throw new NotConfiguredException("recording", "Meeting recording is not set up on this server.");
    }

    /// <exception cref="ForbiddenException">The caller is not the coach.</exception>
    /// <exception cref="NotFoundException">There is no such session; else always, as nothing is being recorded.</exception>
    public async Task StopRecordingAsync(Guid sessionId, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfSessionAsync(sessionId, ct)).RequireCoach(callerId);
        throw new NotFoundException("recording");
    }

    private string SettingsAfter(MeetingProvider provider, string error) =>
        $"{pages.IntegrationSettings}?{provider.ToString().ToLowerInvariant()}_error={error}";
}
