using System.Threading.RateLimiting;

namespace CoachingPlatform.Web;

/// <summary>How often one address may read calendars by their secret: 60 times in a row, then once a second.</summary>
internal static class CalendarFeedLimit
{
    public const string Policy = "calendar-feed";
    public const int Burst = 60;

    public static void AddCalendarFeedLimit(this IServiceCollection services) => services.AddRateLimiter(limiter => limiter.AddPolicy(
        Policy, context => RateLimitPartition.GetTokenBucketLimiter(ClientAddress.Of(context), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        })));
}
