using CoachingPlatform.Domain;
using CoachingPlatform.Domain.RateLimits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Application.RateLimits;

/// <summary>Counts attempts in the database, so that a limit holds on all instances and across a restart, also for bursts.</summary>
public sealed class RateLimitService(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    /// <summary>How often counting gives way to other instances, each of which counts one thing at a time.</summary>
    private const int MostTries = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>One after the other in this process: those who count the same would only undo each other's work.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Counts attempts: all of them, or none.</summary>
    /// <returns>When they were counted, UTC; to take them back.</returns>
    /// <exception cref="TooManyRequestsException">A limit is reached; nothing is counted.</exception>
    /// <exception cref="BusyException">Too many count at this moment.</exception>
    public async Task<DateTime> RecordAsync(IReadOnlyList<Attempt> attempts, CancellationToken ct)
    {
        var now = clock.UtcNow();
        await ChangeAsync(attempts, (db, attempt, counter) =>
        {
            if (counter?.WaitFor(attempt.What.Limits, now) is { } wait && wait > TimeSpan.Zero)
                throw new TooManyRequestsException(attempt.What.Code, attempt.What.Message, wait);
            if (counter is null)
                db.RateLimitCounters.Add(counter = RateLimitCounter.Create(attempt.Key));
            counter.Record(attempt.What.Limits, now);
        }, ct);
        return now;
    }

    /// <summary>Takes back attempts that turned out to be none of those that are limited.</summary>
    /// <param name="at">When they were counted.</param>
    /// <exception cref="BusyException">Too many count at this moment.</exception>
    public Task RetractAsync(IReadOnlyList<Attempt> attempts, DateTime at, CancellationToken ct) =>
        ChangeAsync(attempts, (_, _, counter) => counter?.Retract(at), ct);

    /// <summary>Forgets all attempts of this kind and for these people, also where somebody else is named after them.</summary>
    public async Task ForgetAsync(Attempt attempt, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (key, below) = (attempt.Key, attempt.Key + ':');
        await scope.ServiceProvider.GetRequiredService<IAppDb>().RateLimitCounters
            .Where(t => t.Key == key || t.Key.StartsWith(below)).ExecuteDeleteAsync(ct);
    }

    public void Dispose() => _turn.Dispose();

    private async Task ChangeAsync(IReadOnlyList<Attempt> attempts, Action<IAppDb, Attempt, RateLimitCounter?> change, CancellationToken ct)
    {
        if (attempts.Count == 0)
            return;
        if (!await _turn.WaitAsync(Patience, ct))
            throw new BusyException();
        try
        {
            for (var tries = 0; !await TryChangeAsync(attempts, change, ct); tries++)
            {
                if (tries == MostTries)
                    throw new BusyException();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>In a unit of work of its own: this counts whatever becomes of the request.</summary>
    /// <returns>False when another instance was faster.</returns>
    private async Task<bool> TryChangeAsync(
        IReadOnlyList<Attempt> attempts, Action<IAppDb, Attempt, RateLimitCounter?> change, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IAppDb>();
        var keys = attempts.Select(attempt => attempt.Key).ToArray();
        var rateLimits = await db.RateLimitCounters.Where(t => keys.Contains(t.Key)).ToDictionaryAsync(t => t.Key, ct);
        foreach (var attempt in attempts)
            change(db, attempt, rateLimits.GetValueOrDefault(attempt.Key));
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }
}
