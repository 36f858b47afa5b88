using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Sse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.LoginSessions;

/// <summary>Once per keep-alive interval: ends streams whose login session is over, and forgets expired sessions.</summary>
internal sealed class LoginSessionSweeper(
    IServiceScopeFactory scopes, IOptions<SseOptions> options, TimeProvider clock,
    ILogger<LoginSessionSweeper> logger)
    : PeriodicWork(clock, logger)
{
    protected override TimeSpan Interval => options.Value.KeepAlive;

    /// <summary>Sessions that ended while the database was away are not left open for another interval.</summary>
    protected override TimeSpan PauseAfterFailure { get; } = TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<LoginSessionService>().SweepAsync(ct);
    }
}
