using System.Collections.Concurrent;
using System.Data.Common;
using CoachingPlatform.Sse;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>Hands what a unit of work has committed to the dispatcher: it has nothing to look for in the database.</summary>
internal sealed class OutboxSignal : SaveChangesInterceptor, IDbTransactionInterceptor, IDisposable
{
    /// <summary>Messages that may wait here; what does not fit is found in the database.</summary>
    private const int Capacity = 10_000;

    private readonly SemaphoreSlim _committed = new(0);
    private readonly ConcurrentQueue<SseMessage> _messages = new();

    /// <summary>
    /// Waits for a commit, but no longer than <paramref name="timeout"/>, and takes all there is: about in the order of the commits.
    /// </summary>
    /// <returns>Empty when nothing was committed.</returns>
    public async Task<IReadOnlyList<SseMessage>> TakeAsync(TimeSpan timeout, CancellationToken ct)
    {
        await _committed.WaitAsync(timeout, ct);
        List<SseMessage> taken = [];
        while (_messages.TryDequeue(out var message))
            taken.Add(message);
        return taken;
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        // inside a longer transaction it is its commit that counts
        if (eventData.Context is { Database.CurrentTransaction: null } context)
            HandOver(context);
        return ValueTask.FromResult(result);
    }

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context)
            HandOver(context);
        return Task.CompletedTask;
    }

    public void Dispose() => _committed.Dispose();

    /// <summary>Rows that are still to be accepted belong to a save whose own end is yet to come.</summary>
    private void HandOver(DbContext context)
    {
        var isEmpty = true;
        foreach (var entry in context.TrackedMessages())
        {
            if (entry.State != EntityState.Unchanged)
                continue;
            entry.State = EntityState.Detached;   // the next commit of this context has others
            if (_messages.Count < Capacity)
                _messages.Enqueue(entry.Entity.ToMessage());
            isEmpty = false;
        }
        if (!isEmpty && _committed.CurrentCount == 0)
            _committed.Release();
    }
}
