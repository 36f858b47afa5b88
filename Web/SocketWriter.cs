using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CoachingPlatform.Web;

/// <summary>
/// What is flushed is sent at once, by the thread that flushes it: through Kestrel's pipe it would wait for another thread, and an event to
/// a thousand streams is a thousand such waits. What the system does not take at once goes through the pipe after all, and so does
/// everything after it until the pipe is empty.
/// </summary>
internal sealed class SocketWriter : PipeWriter
{
    private const int SmallestBuffer = 4 * 1024;

    /// <summary>What is larger is better off in the pipe, which takes it in parts.</summary>
    public const int LargestBuffer = 128 * 1024;

    private readonly PipeWriter _pipe;
    private byte[]? _buffer;   // only while there is something to send: most connections are idle
    private int _length;
    private bool _isPiped;

    /// <param name="pipe">Kestrel's way to the socket. Its flush must not end before it is empty.</param>
    public SocketWriter(Socket socket, PipeWriter pipe)
    {
        (Socket, _pipe) = (socket, pipe);
        socket.Blocking = false;   // nobody waits here
    }

    public static void Use(WebApplicationBuilder builder)
    {
        // a flush of the pipe ends when all of it is sent, and not when it is nearly so: then it is empty
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxWriteBufferSize = 1);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection =>
        {
            if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
                connection.Transport = new Duplex(connection.Transport.Input, new SocketWriter(socket, connection.Transport.Output));
            return next(connection);
        })));
    }

    public Socket Socket { get; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _isPiped ? _pipe.UnflushedBytes : _length;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (!_isPiped && _length + sizeHint >= LargestBuffer)
            MoveToPipe();
        if (_isPiped)
            return _pipe.GetMemory(sizeHint);
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (_isPiped)
            _pipe.Advance(bytes);
        else
            _length += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (!_isPiped)
        {
            if (_length == 0)
                return default;
            var sent = Send(_buffer.AsSpan(0, _length));
            if (sent == _length)
            {
                Release();
                return default;
            }
            MoveToPipe(sent);
        }
        return FlushPipeAsync(cancellationToken);
    }

    /// <summary>Past everything that was written here and has not left.</summary>
    /// <returns>How many of the bytes the system takes at once; none of a connection that is gone.</returns>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Socket.Send(bytes, SocketFlags.None, out _);   // an error comes again with the rest
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    public override void CancelPendingFlush()
    {
        MoveToPipe();
        _pipe.CancelPendingFlush();
    }

    public override void Complete(Exception? exception = null)
    {
        MoveToPipe();
        _pipe.Complete(exception);
    }

    private async ValueTask<FlushResult> FlushPipeAsync(CancellationToken ct)
    {
        var result = await _pipe.FlushAsync(ct);
        _isPiped = result.IsCanceled || result.IsCompleted || _pipe.UnflushedBytes > 0;   // else it is empty
        return result;
    }

    private void MoveToPipe(int sent = 0)
    {
        if (_isPiped)
            return;
        _isPiped = true;
        if (_length > sent)
            _pipe.Write(_buffer.AsSpan(sent, _length - sent));
        Release();
    }

    private void MakeRoom(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(needed, SmallestBuffer));
        }
        else if (_buffer.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _buffer.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private void Release()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = (null, 0);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
