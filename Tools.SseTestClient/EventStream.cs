using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>
/// An open <c>GET /sse</c>, read in the background. Every frame is checked byte for byte; what is wrong is kept in
/// <see cref="Violations"/>.
/// </summary>
internal sealed partial class EventStream : IAsyncDisposable
{
    public static readonly TimeSpan EventTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpResponseMessage _answer;
    private readonly string _label;
    private readonly Output _output;
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<ReceivedEvent> _events = Channel.CreateUnbounded<ReceivedEvent>();
    private readonly TaskCompletionSource<string> _position = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private bool _disposed;
    private long _lastId = -1;
    private int _keepAlives;

    /// <param name="start">Until then nothing is read but the opening frame.</param>
    public EventStream(HttpResponseMessage answer, string label, Output output, Task start)
    {
        (_answer, _label, _output) = (answer, label, output);
        _reading = ReadAsync(start);
    }

    public List<string> Violations { get; } = [];

    /// <summary>The server has ended the stream.</summary>
    public bool HasEnded => _reading.IsCompleted;

    /// <summary>Where to resume: the id of the newest event that was read, else the position of the opening frame.</summary>
    public async Task<string> LastIdAsync(CancellationToken ct) =>
        _lastId >= 0 ? _lastId.ToString(CultureInfo.InvariantCulture) : await PositionAsync(ct);

    public int KeepAlives => Volatile.Read(ref _keepAlives);

    /// <summary>The position that the opening frame gives to a client without one.</summary>
    /// <exception cref="StepFailedException">There is none within 5 s.</exception>
    public async Task<string> PositionAsync(CancellationToken ct)
    {
        try
        {
            return await _position.Task.WaitAsync(EventTimeout, ct);
        }
        catch (TimeoutException)
        {
            throw new StepFailedException($"[{_label}] the stream gives no position to resume from");
        }
    }

    /// <summary>Waits for an event by name and prints it; events with other names are skipped.</summary>
    /// <exception cref="StepFailedException">It does not come within 5 s.</exception>
    public async Task<JsonElement> ExpectAsync(string name, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(EventTimeout);
        try
        {
            while (true)
            {
                var received = await _events.Reader.ReadAsync(limit.Token);
                if (received.Name != name)
                    continue;
                _output.Received(_label, name, received.Json);
                return ApiClient.Member(received.Json, "data");
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new StepFailedException($"[{_label}] no {name} event within {EventTimeout.TotalSeconds} s");
        }
        catch (ChannelClosedException)
        {
            throw new StepFailedException($"[{_label}] the stream ended before a {name} event came");
        }
    }

    /// <summary>Waits for so many events of this name and nothing else, without printing them.</summary>
    /// <exception cref="StepFailedException">One does not come within 5 s of the one before, or something else does.</exception>
    public async Task ExpectManyAsync(string name, int count, CancellationToken ct)
    {
        for (var number = 1; number <= count; number++)
        {
            try
            {
                var received = await _events.Reader.ReadAsync(ct).AsTask().WaitAsync(EventTimeout, ct);
                if (received.Name != name)
                    throw new StepFailedException($"[{_label}] {received.Name} came instead of {name}");
            }
            catch (Exception error) when (error is TimeoutException or ChannelClosedException)
            {
                throw new StepFailedException($"[{_label}] only {number - 1} of {count} {name} events came");
            }
        }
    }

    /// <exception cref="StepFailedException">The server does not end the stream within 5 s.</exception>
    public async Task ExpectEndAsync(CancellationToken ct)
    {
        try
        {
            await _reading.WaitAsync(EventTimeout, ct);
        }
        catch (TimeoutException)
        {
            throw new StepFailedException($"[{_label}] the stream is still open");
        }
    }

    /// <summary>Names of the events that came and were not waited for.</summary>
    public IReadOnlyList<string> TakeNames()
    {
        var names = new List<string>();
        while (_events.Reader.TryRead(out var received))
            names.Add(received.Name);
        return names;
    }

    /// <summary>Doing it twice is harmless: a scenario may leave before its scope ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _closing.CancelAsync();
        await _reading;
        _answer.Dispose();
        _closing.Dispose();
    }

    private async Task ReadAsync(Task start)
    {
        var buffer = new byte[64 * 1024];
        var unread = new List<byte>();
        try
        {
            await using var body = await _answer.Content.ReadAsStreamAsync(_closing.Token);
            int read;
            while ((read = await body.ReadAsync(buffer, _closing.Token)) > 0)
            {
                unread.AddRange(buffer.AsSpan(0, read));
                int end;
                while ((end = CollectionsMarshal.AsSpan(unread).IndexOf("\n\n"u8)) >= 0)
                {
                    Check(unread[..(end + 2)].ToArray());
                    unread.RemoveRange(0, end + 2);
                }
                if (_position.Task.IsCompleted)
                    await start.WaitAsync(_closing.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException)
        {
            _output.Debug($"[{_label}] stream closed: {error.Message}");
        }
        _events.Writer.TryComplete();
    }

    private void Check(byte[] bytes)
    {
        string frame;
        try
        {
            frame = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Violations.Add($"[{_label}] a frame is not UTF-8");
            return;
        }
        if (frame == ":\n\n")
        {
            Interlocked.Increment(ref _keepAlives);
            _output.Debug($"[{_label}] keep-alive");
            return;
        }
        if (OpeningFrame().Match(frame) is { Success: true } opening)
        {
            if (opening.Groups["id"].Success)
                _position.TrySetResult(opening.Groups["id"].Value);
            return;
        }
        var parts = EventFrame().Match(frame);
        if (!parts.Success)
        {
            Violations.Add($"[{_label}] malformed frame: {JsonSerializer.Serialize(frame)}");
            return;
        }
        CheckEvent(parts.Groups["name"].Value, parts.Groups["data"].Value, parts.Groups["id"].Value);
    }

    private void CheckEvent(string name, string data, string id)
    {
        if (id.Length > 0)
        {
            var number = long.Parse(id, CultureInfo.InvariantCulture);
            if (number <= _lastId)
                Violations.Add($"[{_label}] id {number} came after {_lastId}");
            _lastId = number;
        }
        try
        {
            var json = JsonDocument.Parse(data).RootElement;
            if (json.GetProperty("type").GetString() != name)
                Violations.Add($"[{_label}] event {name} has the type {json.GetProperty("type")}");
            _events.Writer.TryWrite(new ReceivedEvent(name, json));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            Violations.Add($"[{_label}] the data of {name} is not {{\"type\":…,\"data\":…}}: {data}");
        }
    }

    [GeneratedRegex(@"\A(retry: [0-9]+\n)?(id: (?<id>[0-9]+)\n)?\n\z")]
    private static partial Regex OpeningFrame();

    [GeneratedRegex(@"\Aevent: (?<name>[a-z_]+)\ndata: (?<data>[^\r\n]+)\n(id: (?<id>[0-9]{1,18})\n)?\n\z")]
    private static partial Regex EventFrame();
}
