using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>Wakes the dispatcher when a unit of work with messages was committed.</summary>
internal sealed class OutboxSignal : SaveChangesInterceptor, IDisposable
{
    private readonly SemaphoreSlim _committed = new(0);

    /// <summary>Waits for a commit, but no longer than <paramref name="timeout"/>.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken ct) => _committed.WaitAsync(timeout, ct);

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        var wrote = eventData.Context?.ChangeTracker.Entries<OutboxMessage>().Any(entry => entry.Entity.Sequence is null);
        if (wrote == true && _committed.CurrentCount == 0)
            _committed.Release();
        return ValueTask.FromResult(result);
    }

    public void Dispose() => _committed.Dispose();
}
