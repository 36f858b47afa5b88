using System.Text;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>One stream of a load run: reads, and comes back with its position whenever it ends before the run does.</summary>
/// <param name="isConcerned">The changes are for this user.</param>
internal sealed class LoadStream(ApiClient user, LoadProgress progress, bool isConcerned) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<int> _seen = [];
    private HttpResponseMessage? _answer;
    private StreamReader? _reader;
    private CancellationTokenSource _dropping = new();
    private string? _lastId;

    /// <summary>Time from a change to here, in milliseconds, for each that came.</summary>
    public List<float> Latencies { get; } = [];

    public int Duplicated { get; private set; }

    public int WrongRecipient { get; private set; }

    public int Reopened { get; private set; }

    /// <param name="published">How many changes were made while the stream was wanted.</param>
    public int Lost(int published) => isConcerned ? published - _seen.Count : 0;

    /// <exception cref="StepFailedException">The server does not answer with a stream.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        _answer = await user.OpenRawStreamAsync(_lastId, ct);
        // the opening frame: from here on nothing may be missed
        _reader = new StreamReader(await _answer.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
        await ReadFrameAsync(_reader, ct);
    }

    /// <summary>Leaves, as a tab that is closed or a phone that loses its network; reading goes on with a new connection.</summary>
    public void Drop() => _dropping.Cancel();

    /// <summary>Until cancelled.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _dropping.Token);
                while (await ReadFrameAsync(_reader!, either.Token)) { }
            }
            catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
            {
                // dropped, or ended by the server
            }
            if (!ct.IsCancellationRequested)
                await ReopenAsync(ct);
        }
    }

    public void Dispose()
    {
        _answer?.Dispose();
        _dropping.Dispose();
    }

    private async Task ReopenAsync(CancellationToken ct)
    {
        _answer?.Dispose();
        _dropping = new CancellationTokenSource();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await OpenAsync(ct);
                Reopened++;
                return;
            }
            catch (Exception error) when (error is StepFailedException or HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>False at the end of the stream.</returns>
    private async Task<bool> ReadFrameAsync(StreamReader reader, CancellationToken ct)
    {
        var data = "";
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line;
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                _lastId = line[4..];
            else if (line.Length == 0)
            {
                Take(data);
                return true;
            }
        }
        return false;
    }

    private void Take(string data)
    {
        if (progress.NumberIn(data) is not { } number)
            return;
        if (!isConcerned)
            WrongRecipient++;
        else if (!_seen.Add(number))
            Duplicated++;
        else
            Latencies.Add(progress.Arrived(number));
    }
}
