using System.Data.Common;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Infrastructure.Outbox;

/// <summary>
/// Where one process writes, and one unit of work after the other, the order of the commits is known while they are made: an event gets
/// its number with its row, and nothing has to be written afterwards. That is the case on SQLite without other instances: who saves is
/// alone in the <see cref="SqliteWriterGate"/> until after the commit. What is committed without a number gets it from the event log.
/// </summary>
internal sealed class CommitNumbers : SaveChangesInterceptor, IDbTransactionInterceptor
{
    private bool _isOn;
    private long _committed;

    /// <summary>The newest number of the unit of work that is in the gate.</summary>
    private long _next;
    private DbContext? _unit;
    private Guid? _transaction;

    public bool IsOn => Volatile.Read(ref _isOn);

    /// <summary>From now on events are numbered as they are committed.</summary>
    /// <param name="newest">The newest number there is.</param>
    public void StartAfter(long newest)
    {
        if (_isOn)
            return;
        Volatile.Write(ref _committed, newest);
        Volatile.Write(ref _isOn, true);
    }

    /// <summary>Somebody else has given out a number: until the next start the event log numbers what was committed.</summary>
    public void Stop() => Volatile.Write(ref _isOn, false);

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is AppDb { HasUnnumberedEvents: true } refused)
            Unnumber(refused);
        else if (IsOn && eventData.Context is AppDb db)
            Number(db);
        return ValueTask.FromResult(result);
    }

    /// <summary>Every save has a transaction (<see cref="SqliteAppDb"/>), and it ends before the gate opens.</summary>
    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (_unit is not null && _unit == eventData.Context)
            (_committed, _unit) = (_next, null);
        return Task.CompletedTask;
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        ForgetAsync(eventData.Context);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        ForgetAsync(eventData.Context);

    private Task ForgetAsync(DbContext? unit)
    {
        Interlocked.CompareExchange(ref _unit, null, unit);
        return Task.CompletedTask;
    }

    private void Unnumber(AppDb db)
    {
        Stop();
        foreach (var added in AddedMessages(db))
            added.Property(message => message.Number).CurrentValue = null;
    }

    private void Number(AppDb db)
    {
        var messages = AddedMessages(db);
        if (messages.Count == 0)
            return;   // a save of nothing is not in the gate: what is kept here belongs to another
        var transaction = db.Database.CurrentTransaction?.TransactionId;
        if (_unit != db || transaction is null || transaction != _transaction)
            (_unit, _transaction, _next) = (db, transaction, _committed);   // what came before it was rolled back
        foreach (var added in messages)
            added.Property(message => message.Number).CurrentValue = ++_next;
    }

    private static List<EntityEntry<OutboxMessage>> AddedMessages(AppDb db) =>
        [.. db.TrackedMessages().Where(entry => entry.State == EntityState.Added)];
}
