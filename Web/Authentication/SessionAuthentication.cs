using System.Text.Encodings.Web;
using CoachingPlatform.Application.LoginSessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web.Authentication;

/// <summary>
/// Knows the caller by the session cookie. The session is looked up with every request: what was revoked is over at once.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, LoginSessionLookup sessions)
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
