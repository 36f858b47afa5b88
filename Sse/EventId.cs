using System.Globalization;

namespace CoachingPlatform.Sse;

/// <summary>
/// The id of an event as a client gets it: the epoch of the log and the event's number in it, as one number that grows. Clients send it
/// back and need not understand it.
/// </summary>
internal readonly record struct EventId(long Epoch, long Number)
{
    private const long NumbersPerEpoch = 1_000_000_000_000;

    public long Value => (Epoch * NumbersPerEpoch) + Number;

    /// <param name="text">As received.</param>
    public static bool TryParse(string text, out EventId id)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        id = new EventId(value / NumbersPerEpoch, value % NumbersPerEpoch);
        return isNumber;
    }
}
