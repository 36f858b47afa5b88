using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Security.Cryptography;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CoachingPlatform.Tests.LiveChannel;

/// <summary>What a stream writes, as a client reads it: with a real server and real sockets.</summary>
[Category("LiveChannel"), TestOf(typeof(ChunkWriter))]
public sealed class ChunkWriterTests
{
    /// <summary>More than the buffers of both ends take.</summary>
    private const int Much = 24 * 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(Much);
    private TaskCompletionSource _stuck;
    private TaskCompletionSource<bool> _isDirect;
    private TaskCompletionSource<Task<FlushResult>> _ended;

    [SetUp]
    public void Begin() =>
        (_stuck, _isDirect, _ended) = (new TaskCompletionSource(), new TaskCompletionSource<bool>(), new TaskCompletionSource<Task<FlushResult>>());

    [TestCase("http", "1.1", true)]
    [TestCase("http", "1.0", true)]
    [TestCase("https", "1.1", false)]
    [TestCase("https", "2.0", false)]
    public async Task What_is_written_in_all_ways_arrives_in_its_order(string scheme, string version, bool isDirect)
    {
        int[] sizes = [1, 15, 16, 560, 0, 4096, 70_000, 128 * 1024, 128 * 1024 + 1, 7];
        await using var app = await SmallServer.StartAsync(scheme, async context =>
        {
            var body = Body(context);
            var at = 0;
            foreach (var size in (int[])[.. sizes, .. sizes])
            {
                await body.WriteAsync(_bytes.AsMemory(at, size));
                body.Write(_bytes.AsSpan(at + size, size));
                body.Write(_bytes.AsSpan(at + 2 * size, 1));
                await body.FlushAsync();
                at += 2 * size + 1;
            }
        });
        using var http = app.CreateClient(version);

        for (var i = 0; i < 2; i++)   // the second on the same connection: the first has ended as it should
        {
            var received = await http.GetByteArrayAsync("/");
            Assert.That(received.AsSpan().SequenceEqual(_bytes.AsSpan(0, sizes.Sum(size => 2 * (2 * size + 1)))), Is.True);
        }
        Assert.That(await _isDirect.Task, Is.EqualTo(isDirect));
    }

    [TestCase("http", "1.1")]
    [TestCase("http", "1.0")]
    [TestCase("https", "2.0")]
    public async Task A_client_that_reads_slowly_gets_everything(string scheme, string version)
    {
        await using var app = await SmallServer.StartAsync(scheme, async context =>
        {
            var body = Body(context);
            body.Write("begin"u8);
            await body.FlushAsync();
            for (var at = 0; at < Much; at += 100_000)
                await WatchedAsync(body.WriteAsync(_bytes.AsMemory(at, Math.Min(100_000, Much - at))));
        });
        using var http = app.CreateClient(version);

        for (var i = 0; i < 2; i++)
        {
            using var answer = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
            await _stuck.Task.WaitAsync(Deadline);
            var received = await answer.Content.ReadAsByteArrayAsync();
            Assert.That(received.AsSpan(0, 5).SequenceEqual("begin"u8), Is.True);
            Assert.That(received.AsSpan(5).SequenceEqual(_bytes), Is.True);
        }
    }

    [Test]
    public async Task A_client_that_takes_nothing_more_is_given_up_after_a_while()
    {
        await using var app = await StartAsync(context =>
            WriteUntilStuckAsync(ChunkWriter.For(context, TimeSpan.FromMilliseconds(100)), CancellationToken.None));
        using var http = app.CreateClient("1.1");
        using var answer = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);

        Assert.That((await _ended.Task.Unwrap().WaitAsync(Deadline)).IsCompleted, Is.True);
        Assert.That(() => answer.Content.ReadAsByteArrayAsync().WaitAsync(Deadline), Throws.InstanceOf<HttpRequestException>(), "an end in the middle of a chunk is none");
    }

    [Test]
    public async Task A_stream_that_is_cut_off_in_the_middle_of_a_chunk_does_not_end_as_if_it_were_whole()
    {
        using var cutOff = new CancellationTokenSource();
        await using var app = await StartAsync(context => WriteUntilStuckAsync(Body(context), cutOff.Token));
        using var http = app.CreateClient("1.1");
        using var answer = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        await _stuck.Task.WaitAsync(Deadline);
        await cutOff.CancelAsync();

        Assert.That(() => _ended.Task.Unwrap().WaitAsync(Deadline), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => answer.Content.ReadAsByteArrayAsync().WaitAsync(Deadline), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task A_client_that_has_gone_is_told_by_what_is_written_next()
    {
        var isGone = new TaskCompletionSource();
        await using var app = await StartAsync(async context =>
        {
            var body = Body(context);
            body.Write("begin"u8);
            var flush = await body.FlushAsync();
            await isGone.Task;
            while (!flush.IsCompleted)
                flush = await body.WriteAsync("more"u8.ToArray());
            return flush;
        });
        using (var client = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            var address = new Uri(app.Urls.Single());
            await client.ConnectAsync(address.Host, address.Port);
            await client.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            await client.ReceiveAsync(new byte[1]);
            client.LingerState = new LingerOption(true, 0);   // a reset, and no goodbye
        }
        isGone.SetResult();

        Assert.That((await _ended.Task.Unwrap().WaitAsync(Deadline)).IsCompleted, Is.True);
    }

    /// <summary>A server whose answers end as if all were well, however the writing does.</summary>
    private Task<WebApplication> StartAsync(Func<HttpContext, Task<FlushResult>> write) => SmallServer.StartAsync("http", async context =>
    {
        var writing = write(context);
        _ended.SetResult(writing);
        await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    });

    private PipeWriter Body(HttpContext context)
    {
        var body = ChunkWriter.For(context, Deadline);
        _isDirect.TrySetResult(body is ChunkWriter);
        return body;
    }

    private async Task<FlushResult> WriteUntilStuckAsync(PipeWriter body, CancellationToken ct)
    {
        var flush = await body.FlushAsync(ct);
        while (!_stuck.Task.IsCompleted)
            flush = await WatchedAsync(body.WriteAsync(_bytes.AsMemory(0, 100_000), ct));
        return flush;
    }

    private async Task<FlushResult> WatchedAsync(ValueTask<FlushResult> flush)
    {
        if (!flush.IsCompleted)
            _stuck.TrySetResult();
        return await flush;
    }
}
