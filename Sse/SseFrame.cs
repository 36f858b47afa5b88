using System.Buffers;
using System.Globalization;
using System.Text;

namespace CoachingPlatform.Sse;

/// <summary>The bytes of the channel. A frame is encoded once and shared by everybody who receives it.</summary>
public static class SseFrame
{
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create('\r', '\n');

    /// <summary>An empty comment: keeps proxies from closing a silent stream, and no client sees it.</summary>
    public static readonly byte[] KeepAlive = ":\n\n"u8.ToArray();

    /// <summary>
    /// One event: its name, its JSON (<c>{"type":…,"data":…}</c>) and, last, its id. Without an id the client keeps the
    /// position it has; that is for messages which must not be replayed.
    /// </summary>
    /// <exception cref="ArgumentException">Name or data contain a line break and would end the frame early.</exception>
    public static byte[] Event(string type, string data, long? id = null)
    {
        if (type.AsSpan().ContainsAny(LineBreaks) || data.AsSpan().ContainsAny(LineBreaks))
            throw new ArgumentException("An event's name and data have no line breaks.", nameof(data));
        var idLine = id is { } value ? string.Create(CultureInfo.InvariantCulture, $"id: {value}\n") : "";
        return Encoding.UTF8.GetBytes($"event: {type}\ndata: {{\"type\":\"{type}\",\"data\":{data}}}\n{idLine}\n");
    }

    /// <summary>
    /// The first frame of a stream: how long to wait before coming back after a break and, for a client that has none,
    /// the position from which it would resume. It carries no data, so no client sees an event.
    /// </summary>
    public static byte[] Opening(TimeSpan retry, long? position) => position is { } id
        ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {retry.TotalMilliseconds:0}\nid: {id}\n\n"))
        : Retry(retry);

    /// <summary>Tells the client how long to wait before it connects again.</summary>
    public static byte[] Retry(TimeSpan delay) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {delay.TotalMilliseconds:0}\n\n"));
}
