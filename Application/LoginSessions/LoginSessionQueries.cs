using CoachingPlatform.Domain.LoginSessions;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.LoginSessions;

internal static class LoginSessionQueries
{
    /// <summary>Those that count: not over, and opened with the password that the user still has.</summary>
    public static IQueryable<LoginSession> LiveLoginSessions(this IAppDb db, DateTime now) =>
        db.LoginSessionsOfThisPassword().Where(session => session.ExpiresAt > now);

    /// <summary>Those that were opened with the password that the user still has; they may be over.</summary>
    public static IQueryable<LoginSession> LoginSessionsOfThisPassword(this IAppDb db) =>
        from session in db.LoginSessions.AsNoTracking()
        join user in db.Users on session.UserId equals user.Id
        where session.SecurityStamp == user.SecurityStamp
        select session;
}
