using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Infrastructure.Persistence;

public sealed class SqliteAppDb(DbContextOptions<SqliteAppDb> options) : AppDb(options);
