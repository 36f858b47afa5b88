using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// The event log of a single instance: the outbox itself. Numbering a row makes it part of the log; rows that have left
/// the replay window are deleted, except the newest, which carries the number to go on from.
/// </summary>
internal sealed partial class DatabaseEventLog(
    IServiceScopeFactory scopes, IOptions<SseOptions> options, TimeProvider clock, ILogger<DatabaseEventLog> logger)
    : BackgroundService, IEventLog
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private Action<IReadOnlyList<SseEvent>> _deliver = _ => { };
    private long _newest;

    /// <summary>Whether rows may have been numbered without having been delivered: at start, and when a save ended without an answer.</summary>
    private bool _behind;

    public async Task OpenAsync(Action<IReadOnlyList<SseEvent>> deliver, CancellationToken ct)
    {
        _deliver = deliver;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var newest = await db.Outbox.MaxAsync(message => message.Sequence, ct) ?? 0;
        var since = clock.GetUtcNow().UtcDateTime - options.Value.ReplayWindow;
        var oldest = await db.Outbox
            .Where(message => message.Sequence > newest - options.Value.ReplayEvents && (message.CreatedAt >= since || message.Sequence == newest))
            .MinAsync(message => message.Sequence, ct);
        _newest = (oldest ?? 1) - 1;
        await CatchUpAsync(db, ct);
    }

    public async Task AppendAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (_behind)
        {
            await CatchUpAsync(db, ct);
            messages = await WithoutNumberedAsync(db, messages, ct);
        }

        var events = new List<SseEvent>(messages.Count);
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var message in messages)
        {
            var next = new SseEvent(_newest + events.Count + 1, now, message);
            events.Add(next);
            var row = db.Outbox.Attach(OutboxMessage.Reference(message.Key));
            row.Property(m => m.Sequence).CurrentValue = next.Id;
        }
        _behind = true;
        await db.SaveChangesAsync(ct);
        _behind = false;
        _newest += events.Count;
        _deliver(events);
    }

    /// <summary>Deletes what nobody can resume from any more.</summary>
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

    internal async Task TrimAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var newest = Volatile.Read(ref _newest);
        var since = clock.GetUtcNow().UtcDateTime - options.Value.ReplayWindow;
        await db.Outbox
            .Where(message => message.Sequence < newest && (message.Sequence <= newest - options.Value.ReplayEvents || message.CreatedAt < since))
            .ExecuteDeleteAsync(ct);
    }

    /// <summary>Delivers what is numbered in the database beyond what was delivered.</summary>
    private async Task CatchUpAsync(AppDb db, CancellationToken ct)
    {
        while (true)
        {
            var rows = await db.Outbox.AsNoTracking()
                .Where(message => message.Sequence > _newest)
                .OrderBy(message => message.Sequence)
                .Take(PageSize)
                .ToListAsync(ct);
            if (rows.Count == 0)
                break;
            _deliver([.. rows.Select(row => new SseEvent(row.Sequence!.Value, row.CreatedAt, row.ToMessage()))]);
            _newest = rows[^1].Sequence!.Value;
        }
        _behind = false;
    }

    private static async Task<IReadOnlyList<SseMessage>> WithoutNumberedAsync(
        AppDb db, IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        var keys = messages.Select(message => message.Key).ToArray();
        var waiting = await db.Outbox
            .Where(row => EF.Parameter(keys).Contains(row.Id) && row.Sequence == null)
            .Select(row => row.Id)
            .ToHashSetAsync(ct);
        return [.. messages.Where(message => waiting.Contains(message.Key))];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Trimming the event log failed; it is tried again in a minute")]
    private partial void LogTrimFailed(Exception error);
}
