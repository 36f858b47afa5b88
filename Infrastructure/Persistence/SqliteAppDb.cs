using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Infrastructure.Persistence;

public sealed class SqliteAppDb : AppDb
{
    /// <summary>A save of a single row has a transaction too: its end is when the events of that save have their numbers for good.</summary>
    public SqliteAppDb(DbContextOptions<SqliteAppDb> options)
        : base(options) => Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
}
