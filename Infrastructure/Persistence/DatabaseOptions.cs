namespace CoachingPlatform.Infrastructure.Persistence;

public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
}

/// <summary>Settings of the database, section <c>Database</c>; the connection string is <c>ConnectionStrings:Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Default: a SQLite file, nothing to install.</summary>
    public DatabaseProvider Provider { get; init; }

    /// <summary>Whether the server brings the schema up to date when it starts. Default: true for SQLite, false for SQL Server.</summary>
    public bool? MigrateOnStart { get; init; }
}
