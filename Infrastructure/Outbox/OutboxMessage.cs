using System.Buffers;
using System.Text.Json;
using CoachingPlatform.Sse;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// An event, committed together with the change it describes. Until it has a <see cref="Number"/> it waits to be sent;
/// from then on the row is part of the event log and is kept for the replay window.
/// </summary>
public sealed class OutboxMessage
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    public const int TypeMaxLength = 100;
    public const int TraceParentMaxLength = 55;

    /// <summary>The column keeps its first name: a version before this one reads it too while an upgrade goes on.</summary>
    internal const string NumberColumn = "Sequence";

    public long Id { get; private set; }

    public required string Type { get; init; }

    /// <summary>JSON of the event's <c>data</c>.</summary>
    public required string Data { get; init; }

    /// <summary>User ids with spaces between them; null: everybody.</summary>
    public required string? Recipients { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>W3C trace context of the request; null when it is not traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Its place in the order of all events; null until it is sent.</summary>
    public long? Number { get; private set; }

    /// <summary>
    /// The row is not an event that could be sent. It is kept for its operators to look at, and neither waits nor reaches anybody; where it
    /// has a number already, that stays, so that the log has no hole.
    /// </summary>
    public bool IsSetAside { get; private set; }

    /// <summary>Stands for a stored row whose number is about to be set.</summary>
    internal static OutboxMessage Reference(long id) =>
        new() { Id = id, Type = "", Data = "", Recipients = null, CreatedAt = default };

    /// <summary>
    /// Whether it can be sent: a name, one line of JSON that is an object, and ids. Anything else would break the frame, the client that
    /// reads it, or the order of those after it.
    /// </summary>
    internal bool IsEvent =>
        Type.Length > 0 && !Type.AsSpan().ContainsAnyExcept(NameCharacters)
        && !Data.AsSpan().ContainsAny('\r', '\n') && IsObject(Data)
        && (Recipients is null || Array.TrueForAll(Recipients.Split(' '), id => Guid.TryParseExact(id, "D", out _)));

    public SseMessage ToMessage() => new(Id, CreatedAt, Type, Data, Recipients?.Split(' '), TraceParent, Number);

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)   // the latter: half a surrogate pair
        {
            return false;
        }
    }
}
