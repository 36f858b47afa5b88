using System.Security.Claims;
using CoachingPlatform.Application.LoginSessions;
using Microsoft.AspNetCore.Authentication;

namespace CoachingPlatform.Web.Authentication;

internal static class CallerIdentity
{
    /// <summary>The parts of the framework's authentication that are used; all of it would also create data protection keys.</summary>
    public static void AddSessionAuthentication(this IServiceCollection services)
    {
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = SessionAuthentication.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
    }

    public static ClaimsPrincipal PrincipalOf(SignedIn session) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, session.UserId.ToString()), new Claim(ClaimTypes.Sid, session.Id)],
        SessionAuthentication.SchemeName));

    /// <summary>The user who asks. Only on routes that require a session.</summary>
    public static Guid Id(this ClaimsPrincipal caller) => Guid.Parse(caller.FindFirstValue(ClaimTypes.NameIdentifier)!);

    /// <summary>The session the caller asks in; null when nobody is signed in.</summary>
    public static SignedIn? Session(this ClaimsPrincipal caller) =>
        caller.FindFirstValue(ClaimTypes.Sid) is { } id ? new SignedIn(id, caller.Id()) : null;
}
