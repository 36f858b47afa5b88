using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>For the migration tool, which builds the model and opens no database.</summary>
internal sealed class SqlServerAppDbFactory : IDesignTimeDbContextFactory<SqlServerAppDb>
{
    public SqlServerAppDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerAppDb>().UseSqlServer("Server=design-time").Options);
}
