using System.ComponentModel.DataAnnotations;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>Settings of the database, section <c>Database</c>; the connection string is <c>ConnectionStrings:Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Default: a SQLite file, nothing to install.</summary>
    [EnumDataType(typeof(DatabaseProvider))]
    public DatabaseProvider Provider { get; init; }

    /// <summary>Whether the server brings the schema up to date when it starts. Default: true for SQLite, false for SQL Server.</summary>
    public bool? MigrateOnStart { get; init; }

    /// <summary>
    /// How long a start waits for a database server that does not answer yet. Default 30 s; a SQLite file is not waited for.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
