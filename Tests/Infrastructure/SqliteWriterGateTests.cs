using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Tests.Infrastructure;

/// <summary>Who is done with writing lets the next one in, however it ended.</summary>
[SqliteOnly("its gate")]
public sealed class SqliteWriterGateTests
{
    [Test]
    public async Task Who_gives_up_before_its_connection_is_open_keeps_nobody_waiting()
    {
        using var folder = new TempFolder();
        var file = $"Data Source={folder.File("coaching.db")}";
        using var gate = new SqliteWriterGate(file);
        await using (var setUp = Open(file))
            await setUp.Database.MigrateAsync();
        using var goesAway = new GoesAway();
        await using var first = Open(file, gate, goesAway);
        first.Organizations.Add(AnOrganization());
        Assert.That(() => first.SaveChangesAsync(goesAway.Token), Throws.InstanceOf<OperationCanceledException>());

        await using var second = Open(file, gate);
        second.Organizations.Add(AnOrganization());
        await second.SaveChangesAsync().WaitAsync(TimeSpan.FromSeconds(5));   // a third of the patience it would have
    }

    private static Organization AnOrganization() => Organization.Create("Acme", null, DateTime.UnixEpoch);

    private static SqliteAppDb Open(string file, params IInterceptor[] interceptors) =>
        new(new DbContextOptionsBuilder<SqliteAppDb>().UseSqlite(file).AddInterceptors(interceptors).Options);

    /// <summary>A caller who closes the page in the moment in which the gate has opened.</summary>
    private sealed class GoesAway : SaveChangesInterceptor, IDisposable
    {
        private readonly CancellationTokenSource _gone = new();

        public CancellationToken Token => _gone.Token;

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            await _gone.CancelAsync();
            return result;
        }

        public void Dispose() => _gone.Dispose();
    }
}
