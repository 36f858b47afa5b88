namespace CoachingPlatform.Web;

/// <summary>Refuses a body that announces itself as too large before anything reads it. Kestrel enforces the same limit while reading.</summary>
internal sealed class RequestLimits(RequestDelegate next)
{
    public const long MaxBodyBytes = 2 * 1024 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength <= MaxBodyBytes || context.Request.ContentLength is null)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    }
}
