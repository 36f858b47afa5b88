using System.Security.Claims;
using System.Text.Encodings.Web;
using CoachingPlatform.Application.LoginSessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web.Authentication;

/// <summary>A route that is open to everybody and still asks whether, and as whom, the caller is signed in.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KnowsCallerAttribute : Attribute;

/// <summary>Knows the caller by the session cookie. The session is looked up with every request: what was revoked is over at once.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, LoginSessionService sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var token = Request.Cookies[SessionCookie.Name];
        if (token is null || !NeedsCaller(Context.GetEndpoint()))
            return AuthenticateResult.NoResult();
        var session = await sessions.FindAsync(token, Context.RequestAborted);
        SessionCookie.Send(Context, session is null ? null : token);
        return session is null
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(new AuthenticationTicket(CallerIdentity.PrincipalOf(session), SchemeName));
    }

    /// <summary>A route that is open to everybody works without the database, whatever cookie comes with the request.</summary>
    private static bool NeedsCaller(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is null || endpoint.Metadata.GetMetadata<KnowsCallerAttribute>() is not null;
}

internal static class CallerIdentity
{
    /// <summary>The parts of the framework's authentication that are used; all of it would also create data protection keys.</summary>
    public static void AddSessionAuthentication(this IServiceCollection services)
    {
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = SessionAuthentication.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
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
