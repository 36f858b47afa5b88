using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.LiveChannel;

namespace CoachingPlatform.Tests.Benchmarks;

/// <summary>What one event costs the channel itself, in time and allocations: nothing is sent, the transport takes everything at once.</summary>
[MemoryDiagnoser]
public class ChannelBenchmarks
{
    private static readonly string Json = $$"""{"coaching_session_id":"x","action":"{{new string('x', 500)}}"}""";

    private readonly ChannelUnderTest _channel = new(new SseOptions { MaxConnectionsPerUser = 20_000 });
    private readonly CancellationTokenSource _stop = new();
    private long _key;

    [Params(1_000, 10_000)]
    public int Streams { get; set; }

    [GlobalSetup]
    public void Open()
    {
        for (var i = 0; i < Streams; i++)
            _ = _channel.Connect($"user{i / 2}", session: $"{i}").PumpAsync(new DiscardingWriter(), _stop.Token);
    }

    [GlobalCleanup]
    public void Close() => _stop.Cancel();

    [Benchmark]
    public Task To_everybody() => PublishAsync(null);

    [Benchmark]
    public Task To_one_user_with_two_streams() => PublishAsync(["user7"]);

    /// <summary>What an instance pays for each event of the people of the other instances.</summary>
    [Benchmark]
    public Task To_two_people_who_are_not_here() => PublishAsync(["somebody", "somebody else"]);

    private Task PublishAsync(string[]? recipients) => _channel.Broadcaster.PublishAsync(
        [new SseMessage(++_key, _channel.Clock.GetUtcNow().UtcDateTime, "action_updated", Json, recipients)], CancellationToken.None);

    /// <summary>A transport that is always ready.</summary>
    private sealed class DiscardingWriter : PipeWriter
    {
        private readonly byte[] _buffer = new byte[4_096];

        public override void Advance(int bytes)
        {
            // nobody reads it
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

        public override void CancelPendingFlush()
        {
            // none is pending
        }

        public override void Complete(Exception? exception = null)
        {
            // nothing is held
        }
    }
}

/// <summary>Runs the benchmarks; they print their tables. Not part of a test run.</summary>
[TestFixture]
[Explicit("takes minutes, and needs -c Release")]
[Category("Benchmarks")]
public sealed class Benchmarks
{
    [Test]
    public void Channel()
    {
        var summary = BenchmarkRunner.Run<ChannelBenchmarks>(DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "coaching-benchmarks")));

        Assert.That(summary.Reports, Is.Not.Empty.And.All.Property("Success").True);
        TestContext.Progress.WriteLine(File.ReadAllText(Directory.GetFiles(summary.ResultsDirectoryPath, "*-github.md").Single()));
    }
}
