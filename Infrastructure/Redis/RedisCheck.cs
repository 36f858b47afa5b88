using System.Globalization;
using StackExchange.Redis;

namespace CoachingPlatform.Infrastructure.Redis;

/// <summary>Whether Redis answers, where it is set.</summary>
public static class RedisCheck
{
    private const int TimeoutMilliseconds = 2_000;

    /// <returns>What was found, in words.</returns>
    /// <exception cref="StartFailedException">It does not answer, or refuses.</exception>
    public static async Task<string> RunAsync(RedisOptions redis)
    {
        if (string.IsNullOrWhiteSpace(redis.ConnectionString))
            return "not set: this server runs as one instance";
        var options = ConfigurationOptions.Parse(redis.ConnectionString);
        options.ConnectTimeout = options.AsyncTimeout = TimeoutMilliseconds;
        options.ConnectRetry = 0;
        var endpoints = string.Join(", ", options.EndPoints.Select(endpoint => EndPointCollection.ToString(endpoint)));
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
            var answered = await connection.GetDatabase().PingAsync();
            return string.Create(CultureInfo.InvariantCulture, $"{endpoints} answered after {answered.TotalMilliseconds:0.0} ms");
        }
        catch (RedisException)
        {
            // its message names the client's own settings at length
            throw new StartFailedException($"{endpoints} does not answer, or refuses the password. Check Redis:ConnectionString.");
        }
    }
}
