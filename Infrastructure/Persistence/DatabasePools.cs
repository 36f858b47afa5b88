using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>
/// Keeps connections to SQL Server for the work that no request waits for. However many requests wait for a lock, or for a
/// connection, events and mail go out and streams of ended sessions end.
/// </summary>
public sealed class DatabasePools : DbConnectionInterceptor
{
    /// <summary>Each kind of background work uses one connection at a time, or two.</summary>
    private const int BackgroundConnections = 20;

    private static readonly AsyncLocal<bool> InRequest = new();

    private readonly string _database;
    private readonly string _requests;
    private readonly string _background;

    internal DatabasePools(string connectionString)
    {
        _requests = connectionString;
        var background = new SqlConnectionStringBuilder(connectionString);
        _database = background.InitialCatalog;
        background.ApplicationName += " (background)";   // the driver has a pool for each connection string
        background.MinPoolSize = 0;
        background.MaxPoolSize = BackgroundConnections;
        _background = background.ConnectionString;
    }

    /// <summary>What the caller does from here on, it does for a request.</summary>
    public static void EnterRequest() => InRequest.Value = true;

    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        if (connection.Database == _database)   // not the server's own, over which this one is created
            connection.ConnectionString = InRequest.Value ? _requests : _background;
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ConnectionOpening(connection, eventData, result));
}
