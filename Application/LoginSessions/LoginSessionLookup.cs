using CoachingPlatform.Domain;
using CoachingPlatform.Domain.LoginSessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>
/// Knows who is signed in. It reads in a unit of work of its own, which is over with the answer: a stream stays open for hours, and
/// would keep all that a request holds of the database.
/// </summary>
public sealed class LoginSessionLookup(
    IServiceScopeFactory scopes, UsedSessions used, TimeProvider clock, IOptions<LoginSessionOptions> options)
{
    private static readonly CompiledQuery<string, LoginSession> ById = new(
        (db, id) => db.LoginSessionsOfThisPassword().Where(session => session.Id == id.Value));

    /// <summary>The live session behind a cookie, or null. Its expiry moves on; the password it was opened with still counts.</summary>
    public async Task<SignedIn?> FindAsync(string token, CancellationToken ct)
    {
        var id = SessionToken.IdOf(token);
        var now = clock.UtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var session = await ById.SingleOrDefaultAsync(scope.ServiceProvider.GetRequiredService<IAppDb>(), id, ct);
        if (session is null || session.ExpiresAt <= now)
            return null;
        if (LoginSession.ShouldExtend(session.ExpiresAt, options.Value.Lifetime, now))
            used.Add(id, now + options.Value.Lifetime);
        return new SignedIn(id, session.UserId);
    }
}
