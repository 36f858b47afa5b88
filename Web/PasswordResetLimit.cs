using System.Globalization;
using System.Threading.RateLimiting;
using CoachingPlatform.Web.Errors;

namespace CoachingPlatform.Web;

/// <summary>How often one address may try the routes of a password reset: ten times in a row, then once every six seconds.</summary>
internal static class PasswordResetLimit
{
    public const string Policy = "password-reset";
    public const int Burst = 10;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(6);

    public static void AddPasswordResetLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(
            Policy, context => RateLimitPartition.GetTokenBucketLimiter(ClientAddress.Of(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = Refill,
                QueueLimit = 0,
            }));
        limiter.OnRejected = async (rejected, _) =>
        {
            var wait = Math.Ceiling(Refill.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            rejected.HttpContext.Response.Headers.RetryAfter = wait;
            rejected.HttpContext.Response.Headers["x-ratelimit-after"] = wait;
            await rejected.HttpContext.WriteErrorAsync(
                StatusCodes.Status429TooManyRequests, "rate_limited", $"There were too many attempts. Wait {wait} s and try again.");
        };
    });
}
