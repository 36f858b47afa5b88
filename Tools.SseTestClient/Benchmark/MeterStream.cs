using System.Buffers.Text;
using System.Collections;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CoachingPlatform.Tools.SseTestClient.Benchmark;

/// <summary>One open stream of the meter: a bare socket, so that the meter takes little of the CPU that it shares with the server.</summary>
/// <param name="arrived">Called when a number comes for the first time.</param>
internal sealed class MeterStream(int capacity, Action arrived) : IDisposable
{
    private const int Digits = 8;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly byte[] _buffer = new byte[4_096];
    private readonly BitArray _seen = new(capacity);
    private int _kept;

    /// <summary>Numbers that came again.</summary>
    public int Duplicated { get; private set; }

    private static ReadOnlySpan<byte> Mark => "seq="u8;

    /// <summary>The text by which a number is recognised in whatever comes.</summary>
    public static string TextOf(int number) => $"seq={number.ToString("D8", System.Globalization.CultureInfo.InvariantCulture)}";

    /// <exception cref="StepFailedException">The answer is not 200.</exception>
    public async Task OpenAsync(int port, string request, CancellationToken ct)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port, ct);
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"GET {request}\r\n"), ct);
        var length = await _socket.ReceiveAsync(_buffer, ct);
        if (!_buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8))
            throw new StepFailedException($"A stream was answered: {Encoding.ASCII.GetString(_buffer, 0, length).Split('\r')[0]}");
        _receive.Completed += (_, _) => Receive(hasCome: true);
        Receive(hasCome: false);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _receive.Dispose();
    }

    private void Receive(bool hasCome)
    {
        try
        {
            while (true)
            {
                if (hasCome)
                {
                    if (_receive.BytesTransferred == 0 || _receive.SocketError != SocketError.Success)
                        return;   // what does not come is missed by whoever counts
                    Take(_kept + _receive.BytesTransferred);
                }
                _receive.SetBuffer(_buffer, _kept, _buffer.Length - _kept);
                if (_socket.ReceiveAsync(_receive))
                    return;
                hasCome = true;
            }
        }
        catch (ObjectDisposedException)
        {
            // closed between two calls
        }
    }

    /// <summary>Finds the numbers; the end is kept, since one may be cut in two.</summary>
    private void Take(int length)
    {
        var rest = _buffer.AsSpan(0, length);
        while (rest.IndexOf(Mark) is var at and >= 0 && rest.Length >= at + Mark.Length + Digits)
        {
            if (Utf8Parser.TryParse(rest.Slice(at + Mark.Length, Digits), out int number, out _, 'D') && number < _seen.Length)
                Arrive(number);
            rest = rest[(at + Mark.Length + Digits)..];
        }
        _kept = Math.Min(rest.Length, Mark.Length + Digits - 1);
        rest[^_kept..].CopyTo(_buffer);
    }

    private void Arrive(int number)
    {
        if (_seen[number])
        {
            Duplicated++;
            return;
        }
        _seen[number] = true;
        arrived();
    }
}
