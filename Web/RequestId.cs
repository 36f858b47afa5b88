using System.Text.RegularExpressions;

namespace CoachingPlatform.Web;

/// <summary>
/// One name for a request on its whole way: the client's or the proxy's, if it sends a decent one. It is on every answer and in
/// every error, and in the scope of every line that is logged meanwhile.
/// </summary>
internal static partial class RequestId
{
    public const string Header = "X-Request-ID";

    private static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("request_id:{RequestId}");

    /// <summary>Comes first: what answers, or fails, does so under this name.</summary>
    public static void UseRequestId(this WebApplication app) => app.Use(async (context, next) =>
    {
        context.TraceIdentifier = Given(context.Request) ?? Guid.NewGuid().ToString("N");
        // only now, because whoever handles an error begins the answer anew
        context.Response.OnStarting(static state => SetHeader((HttpContext)state), context);
        using (Scope(app.Logger, context.TraceIdentifier))
            await next(context);
    });

    private static Task SetHeader(HttpContext context)
    {
        context.Response.Headers[Header] = context.TraceIdentifier;
        return Task.CompletedTask;
    }

    /// <summary>Null for one that does not belong into a log: too long, or not of letters, digits and a few signs.</summary>
    private static string? Given(HttpRequest request) =>
        request.Headers[Header] is [{ } id] && Decent().IsMatch(id) ? id : null;

    [GeneratedRegex(@"\A[A-Za-z0-9._:=+/-]{1,128}\z")]
    private static partial Regex Decent();
}
