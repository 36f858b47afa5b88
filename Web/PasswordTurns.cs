using System.Threading.RateLimiting;
using CoachingPlatform.Domain;

namespace CoachingPlatform.Web;

/// <summary>
/// How many requests check or set a password at once. Each keeps a core busy, so one core is left to everybody else; some more
/// wait for their turn, and the others are told to come back. A turn begins when the request has been read to its end, so that
/// nobody keeps one by sending slowly, and before any limit is counted, so that people who wait count for nothing yet.
/// </summary>
internal sealed class PasswordTurns : IDisposable
{
    /// <summary>
    /// More would let one person's sign-ins of the same moment, which count until they turn out right, reach the limit for wrong ones.
    /// </summary>
    private const int MostAtOnce = 8;

    /// <summary>About as many as a core works off in five seconds.</summary>
    private const int WaitingPerTurn = 40;

    private static readonly int AtOnce = Math.Clamp(Environment.ProcessorCount - 1, 1, MostAtOnce);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = AtOnce,
        QueueLimit = AtOnce * WaitingPerTurn,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a turn, which ends when disposed.</summary>
    /// <exception cref="BusyException">Too many wait already.</exception>
    public async Task<IDisposable> WaitAsync(CancellationToken ct)
    {
        var turn = await _limiter.AcquireAsync(cancellationToken: ct);
        return turn.IsAcquired ? turn : throw new BusyException();
    }

    public void Dispose() => _limiter.Dispose();
}
