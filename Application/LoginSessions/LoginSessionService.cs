using System.Text.Json;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.LoginSessions;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Sse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>Signing in and out. A stream lives no longer than the session that opened it.</summary>
public sealed class LoginSessionService(
    IAppDb db, ReplacedSessions replacements, ISseBroadcaster broadcaster, TimeProvider clock,
    IOptions<LoginSessionOptions> options)
{
    /// <summary>Adds a session to the unit of work.</summary>
    /// <returns>Its token.</returns>
    public string Open(User user)
    {
        var token = SessionToken.Create();
        db.LoginSessions.Add(LoginSession.Open(
            SessionToken.IdOf(token), user.Id, user.SecurityStamp, options.Value.Lifetime, clock.UtcNow()));
        return token;
    }

    public async Task SignOutAsync(SignedIn session, CancellationToken ct)
    {
        await db.LoginSessions.Where(s => s.Id == session.Id).ExecuteDeleteAsync(ct);
        CloseStreams([session], "You have signed out.");
    }

    /// <summary>Ends the sessions of one user, in the caller's transaction.</summary>
    /// <returns>The sessions whose streams the caller closes after the commit.</returns>
    public async Task<IReadOnlyList<SignedIn>> RevokeAsync(Guid userId, CancellationToken ct)
    {
        var revoked = await db.LoginSessions.Where(s => s.UserId == userId).Select(s => new SignedIn(s.Id, s.UserId)).ToListAsync(ct);
        var ids = revoked.ConvertAll(session => session.Id);
        await db.LoginSessions.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync(ct);
        return revoked;
    }

    /// <summary>
    /// Closes the streams of sessions that have ended, on all instances; their last event makes an open page go to its sign-in page.
    /// Only of these sessions: whoever signs in again is not concerned.
    /// </summary>
    /// <param name="reason">A sentence for the person.</param>
    public void CloseStreams(IEnumerable<SignedIn> ended, string reason)
    {
        var farewell = JsonSerializer.Serialize(new ForceLogout(reason), WireJson.Options);
        foreach (var session in ended)
            broadcaster.Close(ClientOf(session), ForceLogout.Type, farewell);
    }

    /// <summary>Ends a session in the place of which the same browser has got another one.</summary>
    public async Task ReplaceAsync(SignedIn replaced, CancellationToken ct)
    {
        await db.LoginSessions.Where(s => s.Id == replaced.Id).ExecuteDeleteAsync(ct);
        ReopenStreams(replaced);
    }

    /// <summary>
    /// Ends the streams of a session that was replaced by another one in the same browser: it comes back by itself, with the new cookie.
    /// A farewell would make an open page sign the new session out.
    /// </summary>
    public void ReopenStreams(SignedIn replaced)
    {
        replacements.Add(replaced);
        broadcaster.Close(ClientOf(replaced));
    }

    /// <summary>
    /// Ends the streams whose session has expired or was revoked, with one query for all of them, and forgets expired sessions.
    /// </summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var now = clock.UtcNow();
        var clients = broadcaster.Clients;
        if (clients.Count > 0)
        {
            var open = clients.Select(client => client.SessionId).ToArray();
            var live = await db.LiveLoginSessions(now).Where(s => EF.Parameter(open).Contains(s.Id)).Select(s => s.Id).ToHashSetAsync(ct);
            foreach (var client in clients.Where(client => !live.Contains(client.SessionId)))
                CloseStreams([new SignedIn(client.SessionId, Guid.Parse(client.UserId))], "Your session has ended. Sign in again.");
        }
        await db.LoginSessions.Where(s => s.ExpiresAt <= now).ExecuteDeleteAsync(ct);
    }

    /// <summary>How a session names itself towards the live channel.</summary>
    public static SseClient ClientOf(SignedIn session) => new(session.UserId.ToString(), session.Id);
}
