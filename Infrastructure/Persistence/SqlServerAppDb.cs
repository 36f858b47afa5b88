using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Infrastructure.Persistence;

public sealed class SqlServerAppDb(DbContextOptions<SqlServerAppDb> options) : AppDb(options);
