using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace CoachingPlatform.Web;

/// <summary>
/// The body of a stream over HTTP/1.1 without TLS, as behind nginx. What is written and flushed in one call is sent as a chunk straight to the
/// socket: the layers of the server would cost an eighth of each delivery. Whatever else is written takes their way.
/// </summary>
internal sealed class ChunkWriter : PipeWriter
{
    /// <summary>Bytes of a chunk beside what it holds: its length in hexadecimal, and two ends of line.</summary>
    private const int Overhead = 8 + 4;

    private readonly HttpContext _context;
    private readonly PipeWriter _body;
    private readonly SocketWriter _connection;
    private readonly TimeSpan _patience;

    /// <summary>The headers have been flushed, and say so.</summary>
    private bool _isChunked;

    private ChunkWriter(HttpContext context, SocketWriter connection, TimeSpan patience) =>
        (_context, _body, _connection, _patience) = (context, context.Response.BodyWriter, connection, patience);

    /// <summary>The body of the answer, in this form where the connection allows it.</summary>
    /// <param name="patience">How long a client may take for what the system does not take at once.</param>
    public static PipeWriter For(HttpContext context, TimeSpan patience) =>
        context.Features.Get<IConnectionTransportFeature>()?.Transport.Output is SocketWriter connection
            ? new ChunkWriter(context, connection, patience)
            : context.Response.BodyWriter;

    /// <summary>What was written before must have been flushed, and that flush must have ended.</summary>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        _isChunked && source.Length is > 0 and <= SocketWriter.LargestBuffer
            ? SendAsync(source.Span, cancellationToken)
            : _body.WriteAsync(source, cancellationToken);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var flush = _body.FlushAsync(cancellationToken);
        _isChunked = _context.Response.Headers.TransferEncoding == "chunked";   // the server decides it as it writes the headers
        return flush;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _body.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _body.GetSpan(sizeHint);

    public override void Advance(int bytes) => _body.Advance(bytes);

    public override void CancelPendingFlush() => _body.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _body.Complete(exception);

    private ValueTask<FlushResult> SendAsync(ReadOnlySpan<byte> source, CancellationToken ct)
    {
        // of its own for each call: the server's buffers go back to their pool when the connection ends, on another thread
        var chunk = ArrayPool<byte>.Shared.Rent(source.Length + Overhead);
        Utf8Formatter.TryFormat(source.Length, chunk, out var length, 'x');
        "\r\n"u8.CopyTo(chunk.AsSpan(length));
        source.CopyTo(chunk.AsSpan(length + 2));
        length += 2 + source.Length;
        "\r\n"u8.CopyTo(chunk.AsSpan(length));
        length += 2;

        var sent = _connection.Send(chunk.AsSpan(0, length));
        var flush = sent == length ? default : SendRestAsync(chunk[sent..length], ct);
        ArrayPool<byte>.Shared.Return(chunk);
        return flush;
    }

    private async ValueTask<FlushResult> SendRestAsync(byte[] rest, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_patience);
        try
        {
            await _connection.Socket.SendAsync(rest, patience.Token);
            return default;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            _context.Abort();   // half a chunk is no end of an answer
            ct.ThrowIfCancellationRequested();
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
    }
}
