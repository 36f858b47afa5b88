using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure;

/// <summary>
/// Work in the background that is done again and again. A failure is logged and ends nothing.
/// </summary>
internal abstract partial class PeriodicWork(TimeProvider clock, ILogger logger) : BackgroundService
{
    /// <summary>Where those who derive from this log too.</summary>
    private protected readonly ILogger _logger = logger;

    protected TimeProvider Clock { get; } = clock;

    protected abstract TimeSpan Interval { get; }

    /// <summary>When it is done for the first time. Default: after one interval.</summary>
    protected virtual TimeSpan FirstAfter => Interval;

    /// <summary>How long to wait after a failure. Default: the interval.</summary>
    protected virtual TimeSpan PauseAfterFailure => Interval;

    protected abstract Task RunAsync(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FirstAfter, Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
                timer.Period = Interval;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogWorkFailed(error, GetType().Name, PauseAfterFailure);
                timer.Period = PauseAfterFailure;
            }
        }
    }

    [LoggerMessage(101, LogLevel.Error, "{Work} failed; it is tried again in {Pause}")]
    private partial void LogWorkFailed(Exception error, string work, TimeSpan pause);
}
