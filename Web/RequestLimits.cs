using Microsoft.AspNetCore.Http.Features;

namespace CoachingPlatform.Web;

/// <summary>How large a body may be. Kestrel enforces it while reading; a body that announces itself as larger is refused unread.</summary>
internal static class RequestLimits
{
    public const long MaxBodyBytes = 2 * 1024 * 1024;

    /// <summary>
    /// Up to this size the rest of a refused body is still taken from the network: a client that is cut off while it sends
    /// would see a broken connection instead of the answer.
    /// </summary>
    private const long MaxDrainedBytes = 16 * 1024 * 1024;

    /// <summary>Comes first, before anything answers.</summary>
    public static void UseBodyDraining(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.ContentLength is > MaxBodyBytes and <= MaxDrainedBytes
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = context.Request.ContentLength;
        }
        return next(context);
    });

    /// <summary>Comes after authorization, before anything reads the body.</summary>
    public static void UseBodyLimit(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.ContentLength is not > MaxBodyBytes)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return Task.CompletedTask;
    });
}
