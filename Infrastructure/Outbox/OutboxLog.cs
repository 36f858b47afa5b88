using System.Globalization;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// The lasting part of every event log: the outbox itself. A row with a number is part of the log; rows that have left the
/// replay window are deleted, except the newest, which carries the number to go on from, and what is set aside.
/// </summary>
internal sealed partial class OutboxLog(
    IServiceScopeFactory scopes, OutboxReader reader, IOptions<SseOptions> options, TimeProvider clock, ILogger<OutboxLog> logger)
{
    /// <summary>Events whose recipients are written down at once.</summary>
    private const int IndexPage = 1_000;

    /// <summary>Recipients that one statement writes down: a parameter each, of which SQL Server takes 2,100.</summary>
    private const int RecipientsPerStatement = 1_000;

    /// <summary>
    /// Rows that are deleted at once, so that nobody waits long for the lock; from 5,000 locks on SQL Server would take the whole table.
    /// </summary>
    private const int TrimPage = 1_000;

    /// <summary>An epoch is given up for the word of a client no more often than this: anybody may send any number.</summary>
    private static readonly TimeSpan BetweenProofs = TimeSpan.FromHours(1);

    private long _epoch;
    private DateTime _lastProof;

    /// <summary>As it was known a second ago: another instance may have given the log a new one.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Reads the epoch, and gives the log its first one.</summary>
    /// <returns>The number before the oldest event that belongs into memory; the newest event is always after it.</returns>
    public async Task<long> OpenAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (!await db.EventLog.AnyAsync(ct))
        {
            db.EventLog.Add(EventLogState.Create(clock.UtcNow()));
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (ConflictException)
            {
                // another instance was faster
            }
        }
        await ReadStateAsync(db, ct);
        var newest = await db.Outbox.MaxAsync(message => message.Number, ct) ?? 0;
        return Math.Max(await WindowStartAsync(db, newest, ct), Math.Max(0, newest - options.Value.ReplayEvents));
    }

    /// <summary>The log has lost its newest part: what clients hold means nothing any more.</summary>
    public async Task RenewEpochAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var epoch = (await ReadStateAsync(db, ct)).Epoch;
        await db.EventLog.Where(log => log.Epoch == epoch).ExecuteUpdateAsync(
            log => log.SetProperty(l => l.Epoch, EventLogState.EpochAfter(epoch, clock.UtcNow())), ct);
        await ReadStateAsync(db, ct);
    }

    /// <inheritdoc cref="IEventLog.HasGivenOutAsync"/>
    public async Task<bool> HasGivenOutAsync(long number, CancellationToken ct)
    {
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            if (await db.Outbox.AnyAsync(row => row.Number >= number, ct))
                return true;
        }
        var now = clock.UtcNow();
        if (now - _lastProof > BetweenProofs)
        {
            _lastProof = now;
            LogNewestPartLost(number);
            await RenewEpochAsync(ct);
        }
        return false;
    }

    /// <inheritdoc cref="IEventLog.ReadAsync"/>
    public async Task<IReadOnlyList<SseEvent>?> ReadAsync(string userId, long after, long upTo, int limit, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var oldest = await db.Outbox.Where(row => row.Number != null && !row.IsSetAside).MinAsync(row => row.Number, ct);
        if (oldest is null || after < oldest - 1 || (await ReadStateAsync(db, ct)).IndexedUpTo < upTo)
            return null;
        var (user, everybody) = (Guid.Parse(userId), EventRecipient.Everybody);
        var numbers = db.EventRecipients
            .Where(r => (r.UserId == user || r.UserId == everybody) && r.Number > after && r.Number <= upTo)
            .OrderBy(r => r.Number)
            .Take(limit + 1);
        var rows = await (
            from recipient in numbers
            join row in db.Outbox on recipient.Number equals row.Number
            orderby row.Number
            select row).AsNoTracking().ToListAsync(ct);
        return [.. rows.Where(row => row is { IsSetAside: false, IsEvent: true }).Select(row => new SseEvent(row.Number!.Value, row.ToMessage()))];
    }

    /// <summary>Writes down for whom the next events are, in one transaction with how far that has come.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> IndexAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var from = (await ReadStateAsync(db, ct)).IndexedUpTo;
        var rows = await db.Outbox.Where(row => row.Number > from).OrderBy(row => row.Number)
            .Select(row => new { Number = row.Number!.Value, row.Recipients, row.IsSetAside })
            .Take(IndexPage)
            .ToListAsync(ct);
        if (rows.Count == 0)
            return false;
        var isFirst = await db.InTransactionAsync(async () =>
        {
            var isAlone = await db.EventLog.Where(log => log.IndexedUpTo == from)
                .ExecuteUpdateAsync(log => log.SetProperty(l => l.IndexedUpTo, rows[^1].Number), ct) == 1;
            if (isAlone)   // else another instance was faster
                await InsertAsync(db, rows.Where(row => !row.IsSetAside).SelectMany(row => RecipientsOf(row.Number, row.Recipients)), ct);
            return isAlone;
        }, ct);
        return isFirst && rows.Count == IndexPage;
    }

    /// <summary>Many with one statement: the framework would send one for each, and whoever wants to write waits until all are done.</summary>
    private static async Task InsertAsync(AppDb db, IEnumerable<EventRecipient> recipients, CancellationToken ct)
    {
        foreach (var some in recipients.Chunk(RecipientsPerStatement))
        {
            var values = some.Select((recipient, i) => string.Create(CultureInfo.InvariantCulture, $"({{{i}}}, {recipient.Number})"));
            var insert = $"INSERT INTO EventRecipients (UserId, Number) VALUES {string.Join(", ", values)}";
            await db.Database.ExecuteSqlRawAsync(insert, some.Select(recipient => (object)recipient.UserId), ct);
        }
    }

    /// <summary>Deletes what is before the window: nobody can resume from there any more. What is set aside stays.</summary>
    public async Task TrimAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var newest = await db.Outbox.MaxAsync(message => message.Number, ct) ?? 0;
        var start = await WindowStartAsync(db, newest, ct);
        await DeleteInPagesAsync(db.EventRecipients.Where(r => r.Number <= start).OrderBy(r => r.Number), ct);
        await DeleteInPagesAsync(
            db.Outbox.Where(message => message.Number <= start && !message.IsSetAside).OrderBy(message => message.Number), ct);
    }

    private static async Task DeleteInPagesAsync<T>(IQueryable<T> rows, CancellationToken ct)
    {
        while (await rows.Take(TrimPage).ExecuteDeleteAsync(ct) == TrimPage)
        {
        }
    }

    /// <summary>A page of what comes after a position, in order; empty at the end.</summary>
    public async Task<IReadOnlyList<SseEvent>> ReadAfterAsync(long position, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await reader.AfterAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), position, ct);
    }

    /// <summary>Gives messages that wait their numbers.</summary>
    /// <exception cref="ConflictException">Another server has given out the same number.</exception>
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
            await db.Outbox.Where(row => row.Number == db.Outbox.Max(other => other.Number))
                .ExecuteUpdateAsync(row => row.SetProperty(r => r.Number, r => r.Number), ct);
            var newest = await db.Outbox.MaxAsync(row => row.Number, ct) ?? 0;
            var waiting = await WaitingAsync(db, messages, ct);
            var events = waiting.Select((message, i) => new SseEvent(newest + i + 1, message)).ToList();
            await NumberAsync(db, events, ct);
            return events;
        }, ct);
    }

    /// <summary>
    /// Of these messages, those that have no number yet, and what was committed beside them and is older: who has committed first is not
    /// always the first to say so.
    /// </summary>
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
            row.Property(m => m.Number).CurrentValue = next.Number;
        }
        await db.SaveChangesAsync(ct);
    }

    private async Task<IReadOnlyList<SseMessage>> WaitingAsync(AppDb db, IReadOnlyList<SseMessage> messages, CancellationToken ct)
    {
        if (messages.Count == 0)
            return [];
        var last = messages.Max(message => message.Key);
        var waiting = await db.Outbox
            .Where(row => row.Id <= last && row.Number == null && !row.IsSetAside)
            .OrderBy(row => row.Id)
            .Select(row => row.Id)
            .ToListAsync(ct);
        var handed = messages.ToDictionary(message => message.Key);
        if (waiting.TrueForAll(handed.ContainsKey))
            return waiting.ConvertAll(id => handed[id]);
        var (all, _) = await reader.WaitingAsync(db, ct);
        return [.. all.Where(message => message.Key <= last)];
    }

    /// <returns>The number before the oldest event of the window; the newest event is always after it.</returns>
    private async Task<long> WindowStartAsync(AppDb db, long newest, CancellationToken ct)
    {
        var since = clock.UtcNow() - options.Value.ReplayWindow;
        // in the order of the numbers, so that the first row that is young enough ends the search
        var oldest = await db.Outbox
            .Where(message => message.Number > newest - options.Value.MaxLogEvents && !message.IsSetAside)
            .OrderBy(message => message.Number)
            .Where(message => message.CreatedAt >= since || message.Number == newest)
            .Select(message => message.Number)
            .FirstOrDefaultAsync(ct);
        return Math.Max(0, (oldest ?? newest) - 1);
    }

    private async Task<EventLogState> ReadStateAsync(AppDb db, CancellationToken ct)
    {
        var state = await db.EventLog.AsNoTracking().SingleAsync(ct);
        Volatile.Write(ref _epoch, state.Epoch);
        return state;
    }

    private static IEnumerable<EventRecipient> RecipientsOf(long number, string? recipients) =>
        recipients is null ? [new EventRecipient { UserId = EventRecipient.Everybody, Number = number }]
            : recipients.Split(' ').Select(id => Guid.TryParse(id, out var userId) ? userId : (Guid?)null).OfType<Guid>().Distinct()
                .Select(userId => new EventRecipient { UserId = userId, Number = number });

    [LoggerMessage(214, LogLevel.Warning, "A client holds event {Number}, which is not in the database: was a backup restored? All clients load everything again. Run --restored after a restore")]
    private partial void LogNewestPartLost(long number);
}
