using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web;

/// <summary>
/// Kestrel's sockets, but no more than there are descriptors for: when accepting fails for want of one, Kestrel repeats it until
/// memory is gone. Kestrel's own limit is no help, because it closes surplus connections somewhere else than it accepts them, and
/// a burst is accepted faster than it is closed. A surplus connection is closed without an answer: a browser's stream comes back
/// after that, but after no status other than 200.
/// </summary>
internal sealed partial class ConnectionLimit : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly SocketTransportFactory _sockets;
    private readonly TimeProvider _clock;
    private readonly ILogger<ConnectionLimit> _logger;
    private readonly int _limit;
    private int _open;
    private long? _loggedAt;

    public ConnectionLimit(
        SocketTransportFactory sockets, IOptions<ConnectionLimitOptions> options, TimeProvider clock, ILogger<ConnectionLimit> logger)
    {
        (_sockets, _clock, _logger) = (sockets, clock, logger);
        _limit = options.Value.MaxConcurrentConnections ?? Descriptors.ForConnections() ?? int.MaxValue;
    }

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<ConnectionLimitOptions>().BindConfiguration(ConnectionLimitOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<SocketTransportFactory>();
        services.AddSingleton<IConnectionListenerFactory, ConnectionLimit>();   // the last one that can bind an address does
    }

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _sockets.BindAsync(endpoint, cancellationToken), this);

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= _limit)
            return true;
        Leave();
        return false;
    }

    private void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>Not for every connection: a full log would be the next thing to run out.</summary>
    private void LogRefused()
    {
        if (_loggedAt is { } last && _clock.GetElapsedTime(last) < LogInterval)
            return;
        _loggedAt = _clock.GetTimestamp();
        LogConnectionsFull(_limit);
    }

    [LoggerMessage(20, LogLevel.Warning,
        "{Limit} connections are open, which is the limit. More are closed at once until some of these end; see Kestrel:Limits:MaxConcurrentConnections")]
    private partial void LogConnectionsFull(int limit);

    private sealed class Listener(IConnectionListener inner, ConnectionLimit limit) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await inner.AcceptAsync(cancellationToken) is { } connection)
            {
                if (limit.TryEnter())
                    return new Connection(connection, limit);
                limit.LogRefused();
                connection.Abort();
                await connection.DisposeAsync();   // the next one is accepted when this one's descriptor is free
            }
            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    /// <summary>A connection that is counted until its descriptor is free, which is later than its client's goodbye.</summary>
    private sealed class Connection(ConnectionContext inner, ConnectionLimit limit) : ConnectionContext
    {
        public override string ConnectionId { get => inner.ConnectionId; set => inner.ConnectionId = value; }

        public override IFeatureCollection Features => inner.Features;

        public override IDictionary<object, object?> Items { get => inner.Items; set => inner.Items = value; }

        public override System.IO.Pipelines.IDuplexPipe Transport { get => inner.Transport; set => inner.Transport = value; }

        public override CancellationToken ConnectionClosed { get => inner.ConnectionClosed; set => inner.ConnectionClosed = value; }

        public override EndPoint? LocalEndPoint { get => inner.LocalEndPoint; set => inner.LocalEndPoint = value; }

        public override EndPoint? RemoteEndPoint { get => inner.RemoteEndPoint; set => inner.RemoteEndPoint = value; }

        public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
            limit.Leave();
        }
    }
}
