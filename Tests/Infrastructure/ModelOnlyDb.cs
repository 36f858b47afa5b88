using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Infrastructure;

/// <summary>A unit of work of each provider without a database: for its model and its migrations.</summary>
internal static class ModelOnlyDb
{
    public static SqliteAppDb Sqlite() => new(new DbContextOptionsBuilder<SqliteAppDb>().UseSqlite("Data Source=:memory:").Options);

    public static SqlServerAppDb SqlServer() => new(new DbContextOptionsBuilder<SqlServerAppDb>().UseSqlServer("Server=none").Options);
}
