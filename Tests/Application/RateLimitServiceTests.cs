using CoachingPlatform.Application;
using CoachingPlatform.Application.RateLimits;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.RateLimits;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.Application;

/// <summary>Counting what is allowed only so often, in a real database.</summary>
public sealed class RateLimitServiceTests
{
    private static readonly RateLimit Tries = new("tries", "too_many", "Too many.", new Allowance(150, TimeSpan.FromHours(1)));

    [Test]
    public async Task Of_many_at_the_same_moment_exactly_as_many_as_the_limit_get_through()
    {
        using var server = PlatformServer.Start();
        var rateLimits = server.Services.GetRequiredService<RateLimitService>();

        var allowed = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => TryAsync(rateLimits))));

        Assert.That(allowed.Count(was => was), Is.EqualTo(150));
    }

    [Test]
    public async Task Whoever_is_always_overtaken_by_another_instance_gives_up()
    {
        using var database = new TestDatabase();
        var rival = new Rival(database);
        await using var services = new ServiceCollection().AddScoped<IAppDb>(_ => database.Open(rival)).BuildServiceProvider();
        using var rateLimits = new RateLimitService(services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System);
        await rateLimits.RecordAsync([new Attempt(Tries, "me")], CancellationToken.None);

        rival.IsFaster = true;
        Assert.That(() => rateLimits.RecordAsync([new Attempt(Tries, "me")], CancellationToken.None), Throws.TypeOf<BusyException>());
        Assert.That(rival.Times, Is.InRange(5, 50), "it tried, but not without end");

        rival.IsFaster = false;
        await rateLimits.RecordAsync([new Attempt(Tries, "me")], CancellationToken.None);   // and keeps nobody else waiting
    }

    [Test]
    public async Task What_is_counted_for_several_is_counted_for_all_or_for_none()
    {
        using var database = new TestDatabase();
        await using var services = new ServiceCollection().AddScoped<IAppDb>(_ => database.Open()).BuildServiceProvider();
        using var rateLimits = new RateLimitService(services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System);
        var (wide, narrow) = (new Attempt(Tries, "office"), new Attempt(
            Tries with { Name = "once", Limits = [new Allowance(1, TimeSpan.FromHours(1))] }, "me"));

        var at = await rateLimits.RecordAsync([wide, narrow], CancellationToken.None);
        Assert.That(() => rateLimits.RecordAsync([wide, narrow], CancellationToken.None), Throws.TypeOf<TooManyRequestsException>());
        Assert.That(await CountsAsync(database), Is.EqualTo(new[] { 1, 1 }), "who is refused uses up nothing that others share");

        await rateLimits.RetractAsync([wide, narrow], at, CancellationToken.None);
        Assert.That(await CountsAsync(database), Is.EqualTo(new[] { 0, 0 }));
    }

    private static async Task<List<int>> CountsAsync(TestDatabase database)
    {
        await using var db = database.Open();
        return [.. (await db.RateLimitCounters.ToListAsync()).Select(counter => counter.Times.Count)];
    }

    private static async Task<bool> TryAsync(RateLimitService rateLimits)
    {
        try
        {
            await rateLimits.RecordAsync([new Attempt(Tries, "me")], CancellationToken.None);
            return true;
        }
        catch (TooManyRequestsException)
        {
            return false;
        }
    }

    /// <summary>Another instance that counts the same just before this one saves.</summary>
    private sealed class Rival(TestDatabase database) : SaveChangesInterceptor
    {
        public bool IsFaster { get; set; }

        public int Times { get; private set; }

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (IsFaster)
            {
                Times++;
                await using var db = database.Open();
                await db.RateLimitCounters.ExecuteUpdateAsync(t => t.SetProperty(x => x.Version, Guid.NewGuid()), cancellationToken);
            }
            return result;
        }
    }
}
