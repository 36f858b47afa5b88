using System.Text.Json.Serialization;

namespace CoachingPlatform.Web.Controllers;

public enum ReadinessStatus
{
    [JsonStringEnumMemberName("ready")] Ready,

    /// <summary>Everything works but the live channel: events wait.</summary>
    [JsonStringEnumMemberName("degraded")] Degraded,
}

/// <param name="EventLogAvailable">False while Redis, where it is set, does not answer.</param>
/// <param name="OutboxAgeSeconds">How long the oldest event has waited to be sent; 0 when none waits.</param>
public sealed record ReadinessDto(ReadinessStatus Status, bool EventLogAvailable, double OutboxAgeSeconds);
