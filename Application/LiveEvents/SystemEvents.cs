using System.Text.Json;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Sse;

namespace CoachingPlatform.Application.LiveEvents;

/// <summary>The receiving browser's login session was ended by somebody else; the stream ends after it.</summary>
/// <param name="Reason">A sentence for the person.</param>
public sealed record ForceLogout(string Reason) : ILiveEvent
{
    public static string Type => "force_logout";
}

/// <summary>The client was away for too long to get everything it missed: it loads its data again. Sent by the channel itself.</summary>
public sealed record StreamReset(string Reason) : ILiveEvent
{
    /// <summary>As the channel sends it.</summary>
    public static readonly SseReset Event = new(
        Type, JsonSerializer.Serialize(new StreamReset("Some changes may be missing. Load everything again."), WireJson.Options));

    public static string Type => "stream_reset";
}
