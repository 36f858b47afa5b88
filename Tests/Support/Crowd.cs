using System.Net.Sockets;
using System.Text;

namespace CoachingPlatform.Tests.Support;

/// <summary>Many streams of one session on bare sockets, each of which knows what it has received.</summary>
public sealed class Crowd : IDisposable
{
    private readonly List<Member> _members = [];

    public int Count => _members.Count;

    /// <summary>Streams that the server has ended properly (the last chunk of the body came).</summary>
    public int Ended => _members.Count(member => member.HasEnded);

    /// <summary>Opens the streams, some hundred at a time, and waits until each has its opening frame.</summary>
    /// <param name="positions">Where each resumes; null: they start now.</param>
    public static async Task<Crowd> OpenAsync(Uri server, string cookie, int count, IReadOnlyList<string>? positions = null)
    {
        var crowd = new Crowd();
        foreach (var batch in Enumerable.Range(0, count).Chunk(200))
            crowd._members.AddRange(await Task.WhenAll(batch.Select(i => Member.OpenAsync(server, cookie, positions?[i]))));
        await Eventually.TrueAsync(() => crowd._members.TrueForAll(member => member.HasBegun), "every stream has begun", seconds: 60);
        return crowd;
    }

    public IReadOnlyList<string> Positions => _members.ConvertAll(member => member.Position);

    /// <summary>Waits until each has received exactly so many events.</summary>
    public async Task ReceivedAsync(int events, int seconds = 60)
    {
        await Eventually.TrueAsync(() => _members.TrueForAll(member => member.Events >= events), $"each receives {events} events", seconds);
        Assert.That(_members.Select(member => member.Events).Distinct(), Is.EqualTo(new[] { events }));
    }

    public Task EndedAsync(int seconds) => Eventually.TrueAsync(() => Ended == Count, "every stream has ended properly", seconds);

    public void Dispose() => _members.ForEach(member => member.Dispose());

    private sealed class Member(Socket socket) : IDisposable
    {
        private readonly EventStreamParser _parser = new();
        private int _events;
        private volatile bool _hasBegun;
        private volatile bool _hasEnded;

        public int Events => Volatile.Read(ref _events);

        public bool HasBegun => _hasBegun;

        public bool HasEnded => _hasEnded;

        public string Position => _parser.LastEventId;

        public static async Task<Member> OpenAsync(Uri server, string cookie, string? position)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server.Host, server.Port);
            var resume = position is null ? "" : $"Last-Event-ID: {position}\r\n";
            await socket.SendAsync(
                Encoding.ASCII.GetBytes($"GET /sse HTTP/1.1\r\nHost: {server.Authority}\r\nCookie: id={cookie}\r\n{resume}\r\n"));
            var member = new Member(socket);
            _ = member.ReadAsync();
            return member;
        }

        public void Dispose() => socket.Dispose();

        /// <summary>
        /// The chunks' sizes are lines without a colon, which the parser of an event stream ignores, as it does the headers.
        /// </summary>
        private async Task ReadAsync()
        {
            var buffer = new byte[2048];
            try
            {
                int read;
                while ((read = await socket.ReceiveAsync(buffer)) > 0)
                {
                    foreach (var _ in _parser.Feed(buffer.AsMemory(0, read)))
                        Interlocked.Increment(ref _events);
                    _hasBegun |= _parser.Retry is not null;
                    if (buffer.AsSpan(0, read).EndsWith("0\r\n\r\n"u8))
                        _hasEnded = true;
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // gone
            }
        }
    }
}
