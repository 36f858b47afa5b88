using System.Data.Common;
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
    [TestCase(true)]
    [TestCase(false)]
    public async Task Who_gives_up_before_it_has_written_keeps_nobody_waiting(bool withTransaction)
    {
        using var folder = new TempFolder();
        var file = $"Data Source={folder.File("coaching.db")}";
        using var gate = new SqliteWriterGate(file);
        await using (var setUp = Open(file))
            await setUp.Database.MigrateAsync();
        using var goesAway = new GoesAway();
        await using var first = Open(file, gate, goesAway);
        first.Organizations.Add(AnOrganization());
        Assert.That(
            Task () => withTransaction
                ? first.InTransactionAsync(() => Task.FromResult(true), goesAway.Token) : first.SaveChangesAsync(goesAway.Token),
            Throws.InstanceOf<OperationCanceledException>());

        await using var second = Open(file, gate);
        second.Organizations.Add(AnOrganization());
        await second.SaveChangesAsync().WaitAsync(TimeSpan.FromSeconds(5));   // a third of the patience it would have
        // those who come next get a unit of work that is used again
        await first.InTransactionAsync(() => Task.FromResult(true), default);
        await second.InTransactionAsync(() => Task.FromResult(true), default).WaitAsync(TimeSpan.FromSeconds(5));
    }

    private static Organization AnOrganization() => Organization.Create("Acme", null, DateTime.UnixEpoch);

    private static SqliteAppDb Open(string file, params IInterceptor[] interceptors) =>
        new(new DbContextOptionsBuilder<SqliteAppDb>().UseSqlite(file).AddInterceptors(interceptors).Options);

    /// <summary>A caller who closes the page in the moment in which the gate has opened.</summary>
    private sealed class GoesAway : SaveChangesInterceptor, IDbTransactionInterceptor, IDisposable
    {
        private readonly CancellationTokenSource _gone = new();

        public CancellationToken Token => _gone.Token;

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            await _gone.CancelAsync();
            return result;
        }

        public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
            CancellationToken cancellationToken = default)
        {
            await _gone.CancelAsync();
            return result;
        }

        public void Dispose() => _gone.Dispose();
    }
}
