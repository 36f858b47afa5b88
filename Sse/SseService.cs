using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Sse;

/// <summary>
/// Starts the broadcaster before the first request, ticks for the keep-alives, and ends the streams when the server stops.
/// </summary>
internal sealed class SseService(
    SseBroadcaster broadcaster, IOptions<SseOptions> options, TimeProvider clock, IHostApplicationLifetime lifetime)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await broadcaster.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // at ApplicationStopping, which comes before the web server waits for its requests to end
        await using var stop = lifetime.ApplicationStopping.Register(broadcaster.Stop);
        using var timer = new PeriodicTimer(options.Value.KeepAlive / SseBroadcaster.TicksPerKeepAlive, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            broadcaster.Tick();
    }
}
