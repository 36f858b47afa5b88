using System.Globalization;
using CoachingPlatform.Domain;

namespace CoachingPlatform.Application.Wire;

/// <summary>Points in time as text. Everything is UTC inside; microseconds are the finest grain that is kept.</summary>
public static class WireTime
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>
    /// Understands a date (midnight UTC), a date-time without offset (UTC), and one with <c>Z</c> or any offset.
    /// </summary>
    public static bool TryParse(string? text, out DateTime utc)
    {
        const DateTimeStyles AsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, AsUtc, out var parsed))
        {
            utc = parsed.UtcDateTime.ToMicroseconds();
            return true;
        }
        utc = default;
        return false;
    }

    /// <summary>With 0, 3 or 6 digits of a second, the fewest that are exact.</summary>
    public static string Format(DateTime time)
    {
        var fraction = (time.Ticks % TimeSpan.TicksPerSecond, time.Ticks % TimeSpan.TicksPerMillisecond) switch
        {
            (0, _) => "",
            (_, 0) => ".fff",
            _ => ".ffffff",
        };
        return time.ToString($"yyyy-MM-dd'T'HH:mm:ss{fraction}", CultureInfo.InvariantCulture);
    }
}
