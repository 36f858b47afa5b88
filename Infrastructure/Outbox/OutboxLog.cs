using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// The lasting part of every event log: the outbox itself. A row with a number is part of the log; rows that have left the
/// replay window are deleted, except the newest, which carries the number to go on from, and what is set aside.
/// </summary>
internal sealed class OutboxLog(
    IServiceScopeFactory scopes, OutboxReader reader, IOptions<SseOptions> options, TimeProvider clock)
{
    /// <summary>The position before the oldest event of the window; the newest event is always after it.</summary>
    public async Task<long> WindowStartAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await WindowStartAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), ct);
    }

    /// <summary>Deletes what is before the window: nobody can resume from there any more. What is set aside stays.</summary>
    public async Task TrimAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var start = await WindowStartAsync(db, ct);
        await db.Outbox.Where(message => message.Sequence <= start && !message.IsSetAside).ExecuteDeleteAsync(ct);
    }

    /// <summary>A page of what comes after a position, in order; empty at the end.</summary>
    public async Task<IReadOnlyList<SseEvent>> ReadAfterAsync(long position, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await reader.AfterAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), position, ct);
    }

    /// <summary>Gives messages that wait their numbers.</summary>
    /// <exception cref="Domain.ConflictException">Another server has given out the same number.</exception>
    public async Task NumberAsync(IReadOnlyList<SseEvent> events, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await NumberAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), events, ct);
    }

    /// <summary>
    /// Gives those of the messages that still wait the next numbers, one server after the other. Nobody hears of a number before it is
    /// committed here; that is why no failure elsewhere can make a number mean two things.
    /// </summary>
    public async Task<IReadOnlyList<SseEvent>> NumberInTurnAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        return await db.InTransactionAsync(async () =>   // on SQLite this locks the database
        {
            // a write that changes nothing: it takes the newest row's lock. Who gets past it all the same is refused by the unique index
            await db.Outbox.Where(row => row.Sequence == db.Outbox.Max(other => other.Sequence))
                .ExecuteUpdateAsync(row => row.SetProperty(r => r.Sequence, r => r.Sequence), ct);
            var newest = await db.Outbox.MaxAsync(row => row.Sequence, ct) ?? 0;
            var waiting = await WaitingAsync(db, messages, ct);
            var events = waiting.Select((message, i) => new SseEvent(newest + i + 1, message)).ToList();
            await NumberAsync(db, events, ct);
            return events;
        }, ct);
    }

    /// <summary>Of these messages, those that have no number yet.</summary>
    public async Task<IReadOnlyList<SseMessage>> WaitingAsync(IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await WaitingAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), messages, ct);
    }

    private static async Task NumberAsync(AppDb db, IReadOnlyList<SseEvent> events, CancellationToken ct)
    {
        foreach (var next in events)
        {
            var row = db.Outbox.Attach(OutboxMessage.Reference(next.Message.Key));
            row.Property(m => m.Sequence).CurrentValue = next.Id;
        }
        await db.SaveChangesAsync(ct);
    }

    private static async Task<IReadOnlyList<SseMessage>> WaitingAsync(AppDb db, IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        var keys = messages.Select(message => message.Key).ToArray();
        var waiting = await db.Outbox
            .Where(row => EF.Parameter(keys).Contains(row.Id) && row.Sequence == null)
            .Select(row => row.Id)
            .ToHashSetAsync(ct);
        return [.. messages.Where(message => waiting.Contains(message.Key))];
    }

    private async Task<long> WindowStartAsync(AppDb db, CancellationToken ct)
    {
        var newest = await db.Outbox.MaxAsync(message => message.Sequence, ct) ?? 0;
        var since = clock.GetUtcNow().UtcDateTime - options.Value.ReplayWindow;
        var oldest = await db.Outbox
            .Where(message => message.Sequence > newest - options.Value.ReplayEvents && (message.CreatedAt >= since || message.Sequence == newest))
            .MinAsync(message => message.Sequence, ct);
        return (oldest ?? 1) - 1;
    }
}
