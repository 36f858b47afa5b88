using System.Net;
using System.Text.Json;
using System.Threading.Channels;

namespace CoachingPlatform.Tests.Support;

/// <summary>An open <c>GET /sse</c>, read in the background.</summary>
public sealed class LiveStream : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly HttpResponseMessage _answer;
    private readonly Channel<ParsedEvent> _events = Channel.CreateUnbounded<ParsedEvent>();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _reading;

    private LiveStream(HttpResponseMessage answer)
    {
        _answer = answer;
        _reading = ReadAsync();
    }

    public EventStreamParser Parser { get; } = new();

    public HttpResponseMessage Answer => _answer;

    /// <summary>Completes when the server has ended the stream.</summary>
    public Task Ended => _reading.WaitAsync(Deadline);

    public static async Task<LiveStream> OpenAsync(HttpClient http, string? lastEventId = null)
    {
        await PlatformServer.SettledAsync(http.BaseAddress!);
        using var request = new HttpRequestMessage(HttpMethod.Get, "sse");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var stream = new LiveStream(answer);
        await Eventually.TrueAsync(() => stream.Parser.Retry is not null, "the opening frame arrives");
        return stream;
    }

    /// <summary>The next event, whatever it is.</summary>
    public async Task<ParsedEvent> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await _events.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>The next event, which must have this name; returns its <c>data</c> member.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        var next = await NextAsync();
        var json = JsonDocument.Parse(next.Data).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(next.Type, Is.EqualTo(type));
            Assert.That(json.GetProperty("type").GetString(), Is.EqualTo(type));
        }
        return json.GetProperty("data");
    }

    /// <summary>The next event with this name; what the tests before have left on its way is passed over.</summary>
    public async Task<JsonElement> SkipToAsync(string type)
    {
        ParsedEvent next;
        do
            next = await NextAsync();
        while (next.Type != type);
        return JsonDocument.Parse(next.Data).RootElement.GetProperty("data");
    }

    /// <summary>Events that have arrived and were not asked for yet.</summary>
    public IReadOnlyList<ParsedEvent> TakeAll()
    {
        var events = new List<ParsedEvent>();
        while (_events.Reader.TryRead(out var next))
            events.Add(next);
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _reading;
        _answer.Dispose();
        _closed.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            await using var body = await _answer.Content.ReadAsStreamAsync(_closed.Token);
            int read;
            while ((read = await body.ReadAsync(buffer, _closed.Token)) > 0)
            {
                foreach (var next in Parser.Feed(buffer.AsMemory(0, read)))
                    _events.Writer.TryWrite(next);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException)
        {
            // closed by the test, or cut off by a server that was killed
        }
        _events.Writer.TryComplete();
    }
}
