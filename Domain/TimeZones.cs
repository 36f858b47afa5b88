using System.Diagnostics.CodeAnalysis;

namespace CoachingPlatform.Domain;

/// <summary>Time zones by their IANA names, as browsers know them. Which there are is the business of the machine's tzdata.</summary>
public static class TimeZones
{
    public const string Expectation = "The IANA name of a time zone is expected, for example Europe/Oslo.";

    public static bool TryFind(string? name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        // also in tzdata's folder, and no names of zones
        if (name is null or "localtime" or "Factory" || name.StartsWith("posix", StringComparison.Ordinal)
            || name.StartsWith("right/", StringComparison.Ordinal))
            return false;
        // a name of Windows has no IANA id; whether another letter case is found depends on what was looked up before
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) && zone.HasIanaId && zone.Id == name;
    }

    public static bool Exist(string? name) => TryFind(name, out _);

    /// <exception cref="RuleException">There is no such zone (<c>validation_error</c>).</exception>
    public static string Ensure(string name) => Exist(name) ? name : throw new RuleException(Expectation);
}
