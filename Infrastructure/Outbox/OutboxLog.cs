using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// The lasting part of every event log: the outbox itself. A row with a number is part of the log; rows that have left the
/// replay window are deleted, except the newest, which carries the number to go on from.
/// </summary>
internal sealed partial class OutboxLog(
    IServiceScopeFactory scopes, IOptions<SseOptions> options, TimeProvider clock, ILogger<OutboxLog> logger) : BackgroundService
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    /// <summary>The position before the oldest event of the window; the newest event is always after it.</summary>
    public async Task<long> WindowStartAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var newest = await db.Outbox.MaxAsync(message => message.Sequence, ct) ?? 0;
        var since = clock.GetUtcNow().UtcDateTime - options.Value.ReplayWindow;
        var oldest = await db.Outbox
            .Where(message => message.Sequence > newest - options.Value.ReplayEvents && (message.CreatedAt >= since || message.Sequence == newest))
            .MinAsync(message => message.Sequence, ct);
        return (oldest ?? 1) - 1;
    }

    /// <summary>A page of what comes after a position, in order; empty at the end.</summary>
    public async Task<IReadOnlyList<SseEvent>> ReadAfterAsync(long position, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = await scope.ServiceProvider.GetRequiredService<AppDb>().Outbox.AsNoTracking()
            .Where(message => message.Sequence > position)
            .OrderBy(message => message.Sequence)
            .Take(PageSize)
            .ToListAsync(ct);
        return rows.ConvertAll(row => new SseEvent(row.Sequence!.Value, row.ToMessage()));
    }

    /// <summary>Gives messages that wait their numbers.</summary>
    /// <exception cref="Domain.ConflictException">Another server has given out the same number.</exception>
    public async Task NumberAsync(IReadOnlyList<SseEvent> events, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        foreach (var next in events)
        {
            var row = db.Outbox.Attach(OutboxMessage.Reference(next.Message.Key));
            row.Property(m => m.Sequence).CurrentValue = next.Id;
        }
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Of these messages, those that have no number yet.</summary>
    public async Task<IReadOnlyList<SseMessage>> WaitingAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var keys = messages.Select(message => message.Key).ToArray();
        var waiting = await scope.ServiceProvider.GetRequiredService<AppDb>().Outbox
            .Where(row => EF.Parameter(keys).Contains(row.Id) && row.Sequence == null)
            .Select(row => row.Id)
            .ToHashSetAsync(ct);
        return [.. messages.Where(message => waiting.Contains(message.Key))];
    }

    /// <summary>Deletes what nobody can resume from any more.</summary>
    internal async Task TrimAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var newest = await db.Outbox.MaxAsync(message => message.Sequence, ct) ?? 0;
        var since = clock.GetUtcNow().UtcDateTime - options.Value.ReplayWindow;
        await db.Outbox
            .Where(message => message.Sequence < newest && (message.Sequence <= newest - options.Value.ReplayEvents || message.CreatedAt < since))
            .ExecuteDeleteAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TrimInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TrimAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogTrimFailed(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Trimming the event log failed; it is tried again in a minute")]
    private partial void LogTrimFailed(Exception error);
}
