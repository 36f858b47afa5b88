using System.Collections.Concurrent;
using System.Data.Common;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.Support;

/// <summary>
/// What the tests run on: SQLite or, where the variable <c>SQLSERVER</c> holds a connection string, that server. Each test's folder stands for a
/// database of its own there, which goes away with it.
/// </summary>
public static class DatabaseUnderTest
{
    private static readonly string? Server =
        Environment.GetEnvironmentVariable("SQLSERVER") is { Length: > 0 } connectionString ? connectionString : null;

    private static readonly ConcurrentDictionary<string, Lazy<string>> Created = new();

    public static bool IsSqlServer => Server is not null;

    /// <summary>What a server is told about the database that belongs to a folder.</summary>
    public static IReadOnlyDictionary<string, string> SettingsOf(TempFolder folder) => IsSqlServer
        ? new Dictionary<string, string>
        {
            ["Database:Provider"] = nameof(DatabaseProvider.SqlServer),
            ["Database:MigrateOnStart"] = "true",
            ["ConnectionStrings:Database"] = ConnectionStringOf(folder),
        }
        : new Dictionary<string, string> { ["ConnectionStrings:Database"] = ConnectionStringOf(folder) };

    public static string ConnectionStringOf(TempFolder folder)
    {
        if (!IsSqlServer)
            return $"Data Source={folder.File("coaching.db")}";
        return Created.GetOrAdd(folder.Path, _ => new(() => Create(NameOf(folder)))).Value;
    }

    /// <summary>An open connection, for what no route shows or does.</summary>
    public static DbConnection Connect(TempFolder folder)
    {
        DbConnection connection = IsSqlServer
            ? new SqlConnection(ConnectionStringOf(folder)) : new SqliteConnection(ConnectionStringOf(folder));
        connection.Open();
        return connection;
    }

    public static object? Execute(TempFolder folder, string sql)
    {
        using var connection = Connect(folder);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Puts something between a server in this process and its database.</summary>
    public static void AddDatabaseInterceptor(this IServiceCollection services, IInterceptor interceptor)
    {
        if (IsSqlServer)
            services.ConfigureDbContext<SqlServerAppDb>(options => options.AddInterceptors(interceptor));
        else
            services.ConfigureDbContext<SqliteAppDb>(options => options.AddInterceptors(interceptor));
    }

    /// <summary>Lets go of the database of a folder, and on a SQL Server deletes it.</summary>
    internal static void Forget(TempFolder folder)
    {
        if (!IsSqlServer)
        {
            SqliteConnection.ClearAllPools();   // they keep the file open
            return;
        }
        if (!Created.TryRemove(folder.Path, out _))
            return;
        SqlConnection.ClearAllPools();
        InMaster($"ALTER DATABASE [{NameOf(folder)}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE", isNeeded: false);
        InMaster($"DROP DATABASE [{NameOf(folder)}]", isNeeded: false);   // what is left over is no fault of the test
    }

    private static string Create(string name)
    {
        InMaster($"CREATE DATABASE [{name}]");
        InMaster($"ALTER DATABASE [{name}] SET READ_COMMITTED_SNAPSHOT ON", isNeeded: false);
        return new SqlConnectionStringBuilder(Server) { InitialCatalog = name }.ConnectionString;
    }

    /// <param name="isNeeded">Otherwise servers that only speak like SQL Server may refuse it.</param>
    private static void InMaster(string sql, bool isNeeded = true)
    {
        using var connection = new SqlConnection(new SqlConnectionStringBuilder(Server) { InitialCatalog = "master" }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqlException) when (!isNeeded)
        {
            // it goes without
        }
    }

    private static string NameOf(TempFolder folder) => Path.GetFileName(folder.Path).Replace('-', '_').ToLowerInvariant();
}
