using System.Security.Cryptography;
using System.Text;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Throttling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Application.Throttling;

/// <summary>Something that is allowed only so often, and what its refusal is called.</summary>
/// <param name="Name">Part of the key that is counted under.</param>
/// <param name="Code">The error's code.</param>
public sealed record Throttled(string Name, string Code, string Message, params IReadOnlyList<RateLimit> Limits)
{
    /// <summary>Wrong passwords for one account; nobody mistypes that often.</summary>
    public static readonly Throttled LoginToAccount = new(
        "login", "login_rate_limited", "There were too many attempts to sign in. Wait a little and try again.", new RateLimit(10, TimeSpan.FromMinutes(15)));

    /// <summary>Wrong passwords from one address, whatever the account; an office shares one.</summary>
    public static readonly Throttled LoginFromAddress = LoginToAccount with { Name = "login_address", Limits = [new(100, TimeSpan.FromMinutes(15))] };

    public static readonly Throttled PasswordReset = new(
        "password_reset", "password_reset_rate_limited", "A reset was asked for a moment ago. Look for the message, or wait and try again.",
        new RateLimit(1, TimeSpan.FromMinutes(1)), new RateLimit(5, TimeSpan.FromHours(24)));

    public static readonly Throttled EmailChange = new(
        "email_change", "email_change_rate_limited", "Another address was asked for a moment ago. Look for the message, or wait and try again.",
        new RateLimit(1, TimeSpan.FromMinutes(1)), new RateLimit(5, TimeSpan.FromHours(24)));

    public static readonly Throttled UserLookup = new(
        "user_lookup", "user_lookup_rate_limited", "There were too many look-ups in the last hour. Try again later.", new RateLimit(30, TimeSpan.FromHours(1)));
}

/// <summary>Counts attempts in the database, so that a limit holds on all instances and across a restart, also for bursts.</summary>
public sealed class ThrottleService(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <exception cref="TooManyRequestsException">The limit is reached; nothing is recorded.</exception>
    public async Task CheckAsync(Throttled what, string who, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var key = KeyOf(what, who);
        var throttle = await scope.ServiceProvider.GetRequiredService<IAppDb>().Throttles.AsNoTracking().SingleOrDefaultAsync(t => t.Key == key, ct);
        Refuse(what, throttle);
    }

    /// <summary>Records an attempt.</summary>
    /// <exception cref="TooManyRequestsException">The limit is reached; nothing is recorded.</exception>
    public async Task RecordAsync(Throttled what, string who, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();   // a unit of work of its own: this counts whatever becomes of the request
                var db = scope.ServiceProvider.GetRequiredService<IAppDb>();
                var key = KeyOf(what, who);
                var throttle = await db.Throttles.SingleOrDefaultAsync(t => t.Key == key, ct);
                Refuse(what, throttle);
                if (throttle is null)
                    db.Throttles.Add(throttle = Throttle.Create(key));
                throttle.Record(what.Limits, clock.UtcNow());
                await db.SaveChangesAsync(ct);
                return;
            }
            catch (ConflictException)
            {
                // somebody else was recorded at the same moment: look again
            }
        }
    }

    public async Task ForgetAsync(Throttled what, string who, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var key = KeyOf(what, who);
        await scope.ServiceProvider.GetRequiredService<IAppDb>().Throttles.Where(t => t.Key == key).ExecuteDeleteAsync(ct);
    }

    private void Refuse(Throttled what, Throttle? throttle)
    {
        if (throttle?.WaitFor(what.Limits, clock.UtcNow()) is { } wait && wait > TimeSpan.Zero)
            throw new TooManyRequestsException(what.Code, what.Message, wait);
    }

    private static string KeyOf(Throttled what, string who) =>
        $"{what.Name}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(who)))}";
}
