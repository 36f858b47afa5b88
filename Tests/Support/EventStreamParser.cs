using System.Text;

namespace CoachingPlatform.Tests.Support;

/// <summary>An event as a browser would dispatch it.</summary>
public sealed record ParsedEvent(string Type, string Data, string LastEventId)
{
    /// <summary>The event's number in its epoch.</summary>
    public string Number => NumberOf(LastEventId);

    public static string NumberOf(string id) =>
        (long.Parse(id, System.Globalization.CultureInfo.InvariantCulture) % 1_000_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// Reads an event stream by the letter of the HTML standard ("9.2.6 Interpreting an event stream"), independently of the
/// code that writes it.
/// </summary>
public sealed class EventStreamParser
{
    private readonly StringBuilder _data = new();
    private readonly List<byte> _line = [];
    private bool _skipLineFeed;
    private string _type = "";
    private string _idBuffer = "";

    /// <summary>What a reconnecting browser would send; empty: nothing.</summary>
    public string LastEventId { get; private set; } = "";

    /// <summary>In milliseconds; null until the server says.</summary>
    public int? Retry { get; private set; }

    public int Comments { get; private set; }

    public IEnumerable<ParsedEvent> Feed(ReadOnlyMemory<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var next = bytes.Span[i];
            if (_skipLineFeed && next == '\n')
            {
                _skipLineFeed = false;
                continue;
            }
            _skipLineFeed = next == '\r';
            if (next is not ((byte)'\n' or (byte)'\r'))
            {
                _line.Add(next);
                continue;
            }
            var line = Encoding.UTF8.GetString([.. _line]);
            _line.Clear();
            if (ProcessLine(line) is { } parsed)
                yield return parsed;
        }
    }

    private ParsedEvent? ProcessLine(string line)
    {
        if (line.Length == 0)
            return Dispatch();
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon == 0)
        {
            Comments++;
            return null;
        }
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? "" : line[(colon + 1)..];
        if (value.StartsWith(' '))
            value = value[1..];
        switch (field)
        {
            case "event":
                _type = value;
                break;
            case "data":
                _data.Append(value).Append('\n');
                break;
            case "id" when !value.Contains('\0', StringComparison.Ordinal):
                _idBuffer = value;
                break;
            case "retry" when value.Length > 0 && value.All(char.IsAsciiDigit):
                Retry = int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
        }
        return null;
    }

    private ParsedEvent? Dispatch()
    {
        LastEventId = _idBuffer;
        var (type, data) = (_type, _data.ToString());
        _type = "";
        _data.Clear();
        return data.Length == 0 ? null : new ParsedEvent(type.Length == 0 ? "message" : type, data[..^1], LastEventId);
    }
}
