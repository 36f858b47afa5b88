namespace CoachingPlatform.Web;

/// <summary>
/// Clients that have gone before their request is carried out: a thousand of them at once, as when a proxy restarts, would each have a
/// cancelled query thrown through every layer.
/// </summary>
internal static class GoneClients
{
    public static void UseGoneClients(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.RequestAborted.IsCancellationRequested)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        context.Response.ContentLength = 0;   // nobody is there to read an error
        return Task.CompletedTask;
    });
}
