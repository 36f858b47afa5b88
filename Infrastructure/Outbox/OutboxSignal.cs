using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>Wakes the dispatcher when a unit of work with messages was committed.</summary>
internal sealed class OutboxSignal : SaveChangesInterceptor, IDbTransactionInterceptor, IDisposable
{
    private readonly SemaphoreSlim _committed = new(0);

    /// <summary>Waits for a commit, but no longer than <paramref name="timeout"/>.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken ct) => _committed.WaitAsync(timeout, ct);

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        // inside a longer transaction it is its commit that counts
        if (eventData.Context is { Database.CurrentTransaction: null } context)
            WakeAfter(context);
        return ValueTask.FromResult(result);
    }

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context)
            WakeAfter(context);
        return Task.CompletedTask;
    }

    private void WakeAfter(DbContext context)
    {
        var wrote = context.ChangeTracker.Entries<OutboxMessage>().Any(entry => entry.Entity.Sequence is null);
        if (wrote && _committed.CurrentCount == 0)
            _committed.Release();
    }

    public void Dispose() => _committed.Dispose();
}
