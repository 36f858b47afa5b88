using System.Globalization;
using CoachingPlatform.Application.LoginSessions;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web.Authentication;

/// <summary>
/// The cookie <c>id</c>. It is sent again with every answer of a live session, so that it lasts as long as the session, and
/// removed as soon as its session is gone, unless the browser has got another one in its place: the web frontend takes its mere presence
/// for being signed in.
/// </summary>
internal static class SessionCookie
{
    public const string Name = "id";

    /// <summary>What this request's answer will say about the cookie; the last word counts.</summary>
    private sealed class Decision
    {
        public string? Token { get; set; }
    }

    /// <param name="token">Null removes the cookie.</param>
    public static void Send(HttpContext context, string? token)
    {
        if (context.Features.Get<Decision>() is not { } decision)
        {
            decision = new Decision();
            context.Features.Set(decision);
            context.Response.OnStarting(static state => Write((HttpContext)state), context);
        }
        decision.Token = token;
    }

    private static Task Write(HttpContext context)
    {
        var token = context.Features.Get<Decision>()?.Token;
        if (token is not null && context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            return Task.CompletedTask;
        var own = context.Request.Cookies[Name];
        if (own is not null && (token is null || token == own)
            && context.RequestServices.GetRequiredService<ReplacedSessions>().Contains(own))
            return Task.CompletedTask;   // the browser has a newer one already, or gets it in a moment
        var lifetime = token is null
            ? "0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
            : context.RequestServices.GetRequiredService<IOptions<LoginSessionOptions>>().Value.Lifetime.TotalSeconds.ToString(
                "0", CultureInfo.InvariantCulture);
        Append(context, Name, token, lifetime);
        return Task.CompletedTask;
    }

    /// <summary>Sets a cookie that no script reads, no other site's request carries, and, in production, no open network sees.</summary>
    internal static void Append(HttpContext context, string name, string? value, string lifetime)
    {
        var secure = context.Request.IsHttps || context.RequestServices.GetRequiredService<IHostEnvironment>()
            .IsProduction() ? "; Secure" : "";
        context.Response.Headers.Append("Set-Cookie", $"{name}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={lifetime}{secure}");
    }
}
