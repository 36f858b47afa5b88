using CoachingPlatform.Sse;

namespace CoachingPlatform.Tests.LiveChannel;

[Category("LiveChannel")]
public sealed class ConnectionRegistryTests
{
    [Test]
    public void A_user_with_two_tabs_is_found_with_both_and_in_order()
    {
        var registry = new ConnectionRegistry();
        var (first, second, other) = (Open("ada"), Open("ada"), Open("bob"));

        registry.Add(first);
        registry.Add(second);
        registry.Add(other);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(registry.Of("ada").ToArray(), Is.EqualTo(new[] { first, second }));
            Assert.That(registry.Of("eve").ToArray(), Is.Empty);
            Assert.That(registry.All, Is.EquivalentTo(new[] { first, second, other }));
            Assert.That((registry.Count, registry.UserCount), Is.EqualTo((3, 2)));
        }
    }

    [Test]
    public void Removing_the_last_connection_forgets_the_user_and_removing_twice_changes_nothing()
    {
        var registry = new ConnectionRegistry();
        var connection = Open("ada");
        registry.Add(connection);

        var removed = (registry.Remove(connection), registry.Remove(connection));

        Assert.That((removed, registry.Count, registry.UserCount), Is.EqualTo(((true, false), 0, 0)));
    }

    [Test]
    public async Task Connecting_and_disconnecting_at_the_same_time_neither_loses_nor_keeps_anybody()
    {
        var registry = new ConnectionRegistry();
        var staying = new List<SseConnection>();
        using var watching = new CancellationTokenSource();
        var watcher = Task.Run(() =>
        {
            while (!watching.IsCancellationRequested)
            {
                // what is staying is always there, whatever the others do
                lock (staying)
                    Assert.That(staying.All(connection => registry.Of(connection.Client.UserId).Contains(connection)), Is.True);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                var connection = Open($"user{i % 3}");
                registry.Add(connection);
                if (i % 1_000 == worker)
                {
                    lock (staying)
                        staying.Add(connection);
                }
                else
                {
                    registry.Remove(connection);
                }
            }
        })));
        await watching.CancelAsync();
        await watcher;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(registry.All, Is.EquivalentTo(staying));
            Assert.That(registry.Count, Is.EqualTo(staying.Count));
            Assert.That(Enumerable.Range(0, 3).Sum(i => registry.Of($"user{i}").Length), Is.EqualTo(staying.Count));
        }
    }

    private static readonly SseMetrics Metrics = new(new ConnectionRegistry(), TimeProvider.System);

    private static SseConnection Open(string userId) => new(new SseClient(userId, "session"), 16, [], 0, Metrics);
}
