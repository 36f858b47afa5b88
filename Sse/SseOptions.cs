using System.ComponentModel.DataAnnotations;

namespace CoachingPlatform.Sse;

/// <summary>Settings of the live channel, section <c>Sse</c>.</summary>
public sealed class SseOptions
{
    public const string Section = "Sse";

    /// <summary>Silence after which a keep-alive comment is sent. Default 15 s; stays below every proxy's read timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Events a stream may fall behind before it is closed. Default 256.</summary>
    [Range(1, 100_000)]
    public int QueueCapacity { get; init; } = 256;

    /// <summary>Streams (tabs) one user may have open; one more closes the oldest. Default 20.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnectionsPerUser { get; init; } = 20;

    /// <summary>Streams this instance serves; one more is asked to come back later. Default 0: no limit.</summary>
    [Range(0, int.MaxValue)]
    public int MaxConnections { get; init; }

    /// <summary>How far back a client can resume, in time. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan ReplayWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Newest events of all users together that are kept in memory, where a resume costs no query. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int ReplayEvents { get; init; } = 10_000;

    /// <summary>Events that one resume carries; a client that has missed more is told to load everything again. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxResumeEvents { get; init; } = 1_000;

    /// <summary>
    /// Events of all users together that the log keeps at most; more shorten <see cref="ReplayWindow"/>. Default 5,000,000.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int MaxLogEvents { get; init; } = 5_000_000;
}
