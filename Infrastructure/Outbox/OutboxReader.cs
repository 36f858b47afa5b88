using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// Reads the outbox in pages that are bounded in rows and in bytes. A row that is not an event, whatever the reason, is set aside: it is
/// marked, kept, counted and logged, and holds up nobody.
/// </summary>
internal sealed partial class OutboxReader(TimeProvider clock, OutboxMetrics metrics, ILogger<OutboxReader> logger)
{
    private const int PageRows = 500;

    /// <summary>Characters, after which a page ends; a single row may be longer.</summary>
    private const int PageLength = 2 * 1024 * 1024;

    /// <param name="Number">Its number; null while it waits.</param>
    /// <param name="Message">Null when the row is set aside.</param>
    private sealed record Row(long Id, long? Number, SseMessage? Message, bool IsMarked);

    /// <summary>A page of the messages that wait to be sent, in the order of their commits, and whether there may be more.</summary>
    public async Task<(IReadOnlyList<SseMessage> Messages, bool More)> WaitingAsync(AppDb db, CancellationToken ct)
    {
        var (rows, more) = await PageAsync(db, db.Outbox.Where(row => row.Number == null && !row.IsSetAside).OrderBy(row => row.Id), ct);
        return ([.. rows.Select(row => row.Message).OfType<SseMessage>()], more);
    }

    /// <summary>
    /// A page of the events after a position, in order; empty at the end. A row that is set aside keeps its number and reaches nobody.
    /// </summary>
    public async Task<IReadOnlyList<SseEvent>> AfterAsync(AppDb db, long position, CancellationToken ct)
    {
        var (rows, _) = await PageAsync(db, db.Outbox.Where(row => row.Number > position).OrderBy(row => row.Number), ct);
        return rows.ConvertAll(
            row => new SseEvent(row.Number!.Value, row.Message ?? new SseMessage(row.Id, clock.UtcNow(), "set_aside", "{}", [])));
    }

    private async Task<(List<Row> Rows, bool More)> PageAsync(AppDb db, IQueryable<OutboxMessage> query, CancellationToken ct)
    {
        var page = new List<Row>();
        var more = true;
        try
        {
            more = await FillAsync(page, query, ct);
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            // what could not be read comes after what could: unless that is nothing, the next page begins with it
            if (page.Count == 0 && await FirstUnreadableAsync(db, query, ct) is { } first)
                page.Add(first);
        }
        foreach (var row in page.Where(row => row is { Message: null, IsMarked: false }))
            await SetAsideAsync(db, row.Id, ct);
        return (page, more);
    }

    /// <returns>Whether there may be more.</returns>
    private static async Task<bool> FillAsync(List<Row> page, IQueryable<OutboxMessage> query, CancellationToken ct)
    {
        var length = 0;
        await foreach (var row in query.AsNoTracking().Take(PageRows).AsAsyncEnumerable().WithCancellation(ct))
        {
            page.Add(new Row(row.Id, row.Number, row is { IsSetAside: false, IsEvent: true } ? row.ToMessage() : null, row.IsSetAside));
            length += row.Data.Length;
            if (length >= PageLength)
                return true;
        }
        return page.Count == PageRows;
    }

    /// <summary>Null when the first row can be read: then another instance has set aside the one before it in the meantime.</summary>
    private static async Task<Row?> FirstUnreadableAsync(AppDb db, IQueryable<OutboxMessage> query, CancellationToken ct)
    {
        var first = await query.Select(row => new Row(row.Id, row.Number, null, row.IsSetAside)).FirstOrDefaultAsync(ct);
        if (first is null)
            return null;
        try
        {
            await db.Outbox.AsNoTracking().SingleOrDefaultAsync(row => row.Id == first.Id, ct);
            return null;
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            return first;
        }
    }

    /// <summary>What the database's driver throws for a value that is not of its column's type, such as a date that is none.</summary>
    private static bool IsUnreadable(Exception error) =>
        error is FormatException or InvalidCastException or OverflowException or ArgumentException;

    private async Task SetAsideAsync(AppDb db, long id, CancellationToken ct)
    {
        var marked = await db.Outbox.Where(row => row.Id == id && !row.IsSetAside)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.IsSetAside, true), ct);
        if (marked == 0)
            return;   // another instance was faster
        metrics.SetAside();
        LogSetAside(id);
    }

    [LoggerMessage(201, LogLevel.Error, "Row {RowId} of the outbox is not an event that could be sent. It is set aside and kept; the others are sent. Its recipients do not learn of that change")]
    private partial void LogSetAside(long rowId);
}
