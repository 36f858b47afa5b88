using System.Globalization;
using System.Threading.RateLimiting;
using CoachingPlatform.Web.Errors;
using Microsoft.AspNetCore.RateLimiting;

namespace CoachingPlatform.Web;

/// <summary>How often one address may ask what needs no sign-in.</summary>
internal static class AddressLimits
{
    /// <summary>The routes behind links in messages: ten times in a row, then once every six seconds.</summary>
    public const string PasswordReset = "password-reset";

    /// <summary>Calendars by their secret: 60 times in a row, then once a second.</summary>
    public const string CalendarFeed = "calendar-feed";
    public const int CalendarFeedBurst = 60;

    /// <summary>What a refusal tells to wait: the longest that any of them takes.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(6);

    public static void AddAddressLimits(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.AddLimit(PasswordReset, burst: 10, refill: Wait);
        limiter.AddLimit(CalendarFeed, CalendarFeedBurst, refill: TimeSpan.FromSeconds(1));
        limiter.OnRejected = async (rejected, _) =>
        {
            var wait = Wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            rejected.HttpContext.Response.Headers.RetryAfter = wait;
            rejected.HttpContext.Response.Headers["x-ratelimit-after"] = wait;
            await rejected.HttpContext.WriteErrorAsync(
                StatusCodes.Status429TooManyRequests, "rate_limited", $"There were too many attempts. Wait {wait} s and try again.");
        };
    });

    /// <summary>
    /// In effect where a route asks for it. The limiter looks through its addresses ten times a second, which is half of what an idle server does:
    /// it begins with the first request that it counts.
    /// </summary>
    public static void UseAddressLimits(this IApplicationBuilder app) => app.Use(next =>
    {
        var limited = new Lazy<RequestDelegate>(() => app.New().UseRateLimiter().Use(_ => next).Build());
        return context => context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null
            ? next(context) : limited.Value(context);
    });

    private static void AddLimit(this RateLimiterOptions limiter, string policy, int burst, TimeSpan refill) => limiter.AddPolicy(
        policy, context => RateLimitPartition.GetTokenBucketLimiter(ClientAddress.Of(context), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = refill,
            QueueLimit = 0,
        }));
}
