using System.Diagnostics;

namespace CoachingPlatform.Tools.SseTestClient.Benchmark;

/// <summary>Opens streams at a server, publishes, and measures when everybody has it.</summary>
internal sealed class Meter(Target target, int count, CancellationToken ct) : IDisposable
{
    /// <summary>The streams of the one user.</summary>
    private const int Tabs = 2;

    /// <summary>Events that it can tell apart; more than one run publishes.</summary>
    private const int Capacity = 4_096;

    /// <summary>About as long as an event with an entity in it.</summary>
    private static readonly string Padding = new('x', 520);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<MeterStream> _streams = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 8 });
    private TaskCompletionSource<long> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _awaited;
    private int _next;

    /// <returns>CPU of the server for each stream.</returns>
    public async Task<TimeSpan> OpenAsync()
    {
        var before = target.Process.Cpu;
        for (var i = 0; i < count; i++)
            _streams.Add(new MeterStream(Capacity, Arrived));
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = ct },
            async (i, token) => await _streams[i].OpenAsync(target.Process.Address.Port, target.StreamRequest(i), token));
        return (target.Process.Cpu - before) / count;
    }

    /// <summary>One to everybody, and the next when everybody has it.</summary>
    /// <returns>Milliseconds until the last stream has it, the median; microseconds of the server's CPU for each delivery.</returns>
    public async Task<(double TimeToLast, double Cpu)> BroadcastAsync(int rounds)
    {
        var before = target.Process.Cpu;
        var times = await RoundsAsync(rounds, count, target.ToAll);
        return (times, (target.Process.Cpu - before).TotalMicroseconds / rounds / count);
    }

    /// <returns>Milliseconds from the request until both streams of the user have it, the median.</returns>
    public Task<double> ToOneAsync(int rounds) => RoundsAsync(rounds, Tabs, target.ToOne);

    /// <summary>As many as get through, each publisher waiting only for the answer to its own.</summary>
    /// <returns>Deliveries per second.</returns>
    public async Task<double> SustainAsync(int events, int publishers)
    {
        Expect(events * count);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(async publisher =>
        {
            for (var i = publisher; i < events; i += publishers)
                await PublishAsync(target.ToAll);
        }));
        return events * count / Stopwatch.GetElapsedTime(start, await LastAsync()).TotalSeconds;
    }

    /// <exception cref="StepFailedException">Something came twice.</exception>
    public void CheckOnce()
    {
        if (_streams.Sum(stream => stream.Duplicated) is var duplicated and > 0)
            throw new StepFailedException($"{duplicated} deliveries came twice.");
    }

    public void Dispose()
    {
        foreach (var stream in _streams)
            stream.Dispose();
        _http.Dispose();
    }

    private async Task<double> RoundsAsync(int rounds, int streams, Func<string, HttpRequestMessage> request)
    {
        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            Expect(streams);
            var start = Stopwatch.GetTimestamp();
            await PublishAsync(request);
            times[i] = Stopwatch.GetElapsedTime(start, await LastAsync()).TotalMilliseconds;
        }
        return BenchmarkReport.Median(times);
    }

    private void Expect(int deliveries)
    {
        _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _awaited, deliveries);
    }

    /// <exception cref="StepFailedException">Something is missing.</exception>
    private async Task<long> LastAsync()
    {
        try
        {
            return await _last.Task.WaitAsync(Patience, ct);
        }
        catch (TimeoutException)
        {
            throw new StepFailedException($"{Volatile.Read(ref _awaited)} deliveries did not come.");
        }
    }

    private async Task PublishAsync(Func<string, HttpRequestMessage> request)
    {
        using var sent = request($"{MeterStream.TextOf(Interlocked.Increment(ref _next))} {Padding}");
        using var answer = await _http.SendAsync(sent, ct);
        if (!answer.IsSuccessStatusCode)
            throw new StepFailedException($"{sent.Method} {sent.RequestUri} answered {(int)answer.StatusCode}.");
    }

    private void Arrived()
    {
        if (Interlocked.Decrement(ref _awaited) == 0)
            _last.TrySetResult(Stopwatch.GetTimestamp());
    }
}
