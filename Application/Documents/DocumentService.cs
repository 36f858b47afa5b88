using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain;

namespace CoachingPlatform.Application.Documents;

/// <summary>The shared notes document of a session. Browsers talk to the service that keeps it, with a token from here.</summary>
public sealed class DocumentService(IAppDb db, CoachingSessionService sessions, IDocumentTokens tokens)
{
    /// <exception cref="NotConfiguredException">There are no shared documents here.</exception>
    public async Task<DocumentTokenDto> GetTokenAsync(Guid sessionId, Guid callerId, CancellationToken ct)
    {
        var session = await sessions.GetAsync(sessionId, callerId, ct);   // sets up a session of a series, which gives it its document
        var name = session.CollabDocumentName!;
        return tokens.Issue(name) is { } token ? new DocumentTokenDto(token, name) : throw NotConfigured();
    }

    /// <exception cref="ForbiddenException">The caller is not super admin.</exception>
    /// <exception cref="NotConfiguredException">Else always: the service that would know is not asked yet.</exception>
    public async Task CountAsync(Guid callerId, CancellationToken ct)
    {
        await db.RequireSuperAdminAsync(callerId, ct);
        throw NotConfigured();
    }

    private static NotConfiguredException NotConfigured() => new("documents", "Shared documents are not set up on this server.");
}
