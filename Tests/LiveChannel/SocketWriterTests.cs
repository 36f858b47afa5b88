using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Web;

namespace CoachingPlatform.Tests.LiveChannel;

/// <summary>How bytes leave: on real sockets, and below Kestrel.</summary>
[Category("LiveChannel"), TestOf(typeof(SocketWriter))]
public sealed class SocketWriterTests
{
    /// <summary>More than the buffers of both ends take.</summary>
    private const int Much = 24 * 1024 * 1024;

    private const int Part = 100_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private Socket _server;
    private Socket _client;
    private Pipe _pipe;
    private SocketWriter _writer;

    [SetUp]
    public void Connect()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Deadline.TotalMilliseconds };
        _client.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
        _pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        _writer = new SocketWriter(_server, _pipe.Writer);
    }

    [TearDown]
    public void Disconnect()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Test]
    public void What_is_flushed_has_left_when_the_flush_ends()
    {
        _writer.Write("ab"u8);
        _writer.Write("c"u8);
        Assert.That(_writer.UnflushedBytes, Is.EqualTo(3));
        Assert.That(_client.Available, Is.Zero, "not before");

        Assert.That(_writer.FlushAsync().AsTask().IsCompletedSuccessfully, Is.True);

        Assert.That(_client.Poll(Deadline, SelectMode.SelectRead), Is.True);
        Assert.That(Encoding.UTF8.GetString(Receive(3)), Is.EqualTo("abc"));
        Assert.That(_pipe.Reader.TryRead(out _), Is.False, "nothing went the other way");
        Assert.That(_writer.UnflushedBytes, Is.Zero);
    }

    [Test]
    public async Task What_the_system_does_not_take_goes_through_the_pipe_with_all_that_follows_until_it_is_empty()
    {
        var sent = RandomNumberGenerator.GetBytes(Much);
        var (length, flush) = WriteUntilStuck(sent);
        _writer.Write(sent.AsSpan(length, 10));
        var received = Task.Run(() => Receive(length + 30));

        var piped = await PassOnAsync();
        await flush;
        var following = _writer.FlushAsync().AsTask();
        var pipedThen = await PassOnAsync();
        await following;
        var direct = _writer.WriteAsync(sent.AsMemory(length + 10, 20)).AsTask();

        Assert.That(piped, Is.Positive.And.LessThanOrEqualTo(Part), "the rest of one part");
        Assert.That(pipedThen, Is.EqualTo(10));
        Assert.That(direct.IsCompletedSuccessfully, Is.True, "the pipe is empty");
        Assert.That(_pipe.Reader.TryRead(out _), Is.False);
        Assert.That((await received).AsSpan().SequenceEqual(sent.AsSpan(0, length + 30)), Is.True);
    }

    [TestCase(128 * 1024, 0)]
    [TestCase(128 * 1024 + 1, 128 * 1024 + 1)]
    public async Task What_is_larger_than_a_buffer_is_left_to_the_pipe(int size, int expected)
    {
        _server.SendBufferSize = 2 * size;
        var sent = RandomNumberGenerator.GetBytes(size);
        var received = Task.Run(() => Receive(size));
        var flush = _writer.WriteAsync(sent).AsTask();
        var piped = flush.IsCompleted ? 0 : await PassOnAsync();
        await flush;

        Assert.That(piped, Is.EqualTo(expected));
        Assert.That(_pipe.Reader.TryRead(out _), Is.False);
        Assert.That((await received).AsSpan().SequenceEqual(sent), Is.True);
    }

    [Test]
    public async Task After_a_flush_that_was_called_off_the_order_stays()
    {
        using var patience = new CancellationTokenSource();
        var sent = RandomNumberGenerator.GetBytes(Much);
        var (length, flush) = WriteUntilStuck(sent, patience.Token);
        await patience.CancelAsync();
        Assert.That(() => flush, Throws.InstanceOf<OperationCanceledException>());

        var received = Task.Run(() => Receive(length + 10));
        var next = _writer.WriteAsync(sent.AsMemory(length, 10)).AsTask();
        await PassOnAsync();

        await next;
        Assert.That((await received).AsSpan().SequenceEqual(sent.AsSpan(0, length + 10)), Is.True);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_connection_that_is_gone_is_told_as_the_pipe_tells_it(bool isDisposed)
    {
        if (isDisposed)
            _server.Dispose();
        else
            _server.Shutdown(SocketShutdown.Both);
        await _pipe.Reader.CompleteAsync();

        Assert.That((await _writer.WriteAsync("late"u8.ToArray())).IsCompleted, Is.True);
    }

    [Test]
    public async Task A_flush_that_is_called_off_before_it_began_says_so()
    {
        _writer.CancelPendingFlush();

        Assert.That((await _writer.WriteAsync("a"u8.ToArray())).IsCanceled, Is.True);
    }

    [Test]
    public async Task What_was_not_flushed_at_the_end_is_handed_on()
    {
        _writer.Write("end"u8);
        await _writer.CompleteAsync();

        var rest = await _pipe.Reader.ReadAsync();
        Assert.That(Encoding.UTF8.GetString(rest.Buffer), Is.EqualTo("end"));
        Assert.That(rest.IsCompleted, Is.True);
    }

    [TestCase("http", "1.1")]
    [TestCase("https", "1.1")]
    [TestCase("https", "2.0")]
    public async Task An_answer_that_is_read_slowly_arrives_whole_and_so_does_the_next_one(string scheme, string version)
    {
        var bytes = RandomNumberGenerator.GetBytes(Much);
        var stuck = new TaskCompletionSource();
        await using var app = await SmallServer.StartAsync(scheme, async context =>
        {
            for (var at = 0; at < Much; at += 100_000)
            {
                var flush = context.Response.BodyWriter.WriteAsync(bytes.AsMemory(at, Math.Min(100_000, Much - at))).AsTask();
                if (!flush.IsCompleted)
                    stuck.TrySetResult();
                await flush;
            }
        });
        using var http = app.CreateClient(version);

        for (var i = 0; i < 2; i++)
        {
            using var answer = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
            await stuck.Task.WaitAsync(Deadline);
            Assert.That((await answer.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(bytes), Is.True);
        }
    }

    /// <summary>What Kestrel does with the pipe, until it is empty.</summary>
    /// <returns>How many bytes went this way.</returns>
    private async Task<long> PassOnAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var read = await _pipe.Reader.ReadAsync(deadline.Token);
        var length = read.Buffer.Length;
        foreach (var part in read.Buffer)
            await _server.SendAsync(part);
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return length;
    }

    /// <summary>Flushes part after part, until one does not leave at once since nobody reads.</summary>
    private (int Length, Task Flush) WriteUntilStuck(byte[] bytes, CancellationToken ct = default)
    {
        for (var length = 0; ; length += Part)
        {
            var flush = _writer.WriteAsync(bytes.AsMemory(length, Part), ct).AsTask();
            if (!flush.IsCompleted)
                return (length + Part, flush);
        }
    }

    private byte[] Receive(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = _client.Receive(bytes.AsSpan(at));
            Assert.That(read, Is.Positive, "the connection has ended");
            at += read;
        }
        return bytes;
    }
}
