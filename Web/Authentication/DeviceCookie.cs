using System.Globalization;
using CoachingPlatform.Domain.LoginSessions;

namespace CoachingPlatform.Web.Authentication;

/// <summary>The cookie <c>device</c>, by which a browser is known in which somebody has signed in before. It signs nobody in.</summary>
internal static class DeviceCookie
{
    private const string Name = "device";

    /// <summary>Its token; null when there is none.</summary>
    public static string? TokenOf(HttpContext context) => context.Request.Cookies[Name];

    public static void Send(HttpContext context, string token) => context.Response.OnStarting(() =>
    {
        SessionCookie.Append(context, Name, token, KnownDevice.Lifetime.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    });
}
