using System.Net;
using System.Net.Sockets;
using System.Reflection;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Infrastructure;

/// <summary>What is done again, what is answered with "come back", and what is our own mistake.</summary>
public sealed class DatabaseErrorsTests
{
    [TestCase(5, true, true)]       // busy
    [TestCase(6, true, true)]       // locked
    [TestCase(13, false, true)]     // disk full
    [TestCase(10, false, true)]     // disk error
    [TestCase(14, false, true)]     // the file cannot be opened
    [TestCase(19, false, false)]    // constraint
    [TestCase(1, false, false)]     // wrong SQL
    public void Of_SQLite(int code, bool isTransient, bool isUnavailable) =>
        Expect(new SqliteException("m", code), isTransient, isUnavailable);

    [TestCase(1205, true, true)]    // victim of a deadlock
    [TestCase(1222, true, true)]    // lock timeout
    [TestCase(-2, true, true)]      // timeout
    [TestCase(10054, true, true)]   // connection reset
    [TestCase(40613, true, true)]   // being moved
    [TestCase(4060, true, true)]    // not opened yet
    [TestCase(1105, false, true)]   // disk full
    [TestCase(9002, false, true)]   // log full
    [TestCase(2627, false, false)]  // unique key
    [TestCase(2628, false, false)]  // text too long
    [TestCase(208, false, false)]   // no such table
    [TestCase(18456, false, false)] // wrong password: waiting does not help
    public void Of_SQL_Server(int number, bool isTransient, bool isUnavailable) => Expect(SqlError(number), isTransient, isUnavailable);

    [Test]
    public async Task A_server_that_does_not_answer_or_hangs_up_is_worth_another_try()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var port = ((IPEndPoint)mute.LocalEndpoint).Port;
        var slow = OpenAsync(port);
        Expect((await slow)!, true, true);

        var hangsUp = OpenAsync(port);
        using (var first = await mute.AcceptSocketAsync())
        using (var second = await mute.AcceptSocketAsync())
        {
            second.LingerState = new LingerOption(true, 0);
        }
        Expect((await hangsUp)!, true, true);

        mute.Stop();
        Expect((await OpenAsync(port))!, true, true);
    }

    [Test]
    public void What_is_no_failure_of_the_database_is_neither()
    {
        Expect(new InvalidOperationException("Sequence contains no elements"), false, false);
        Expect(new IOException("disk"), false, false);
        Expect(new TimeoutException(), false, false);
    }

    [Test]
    public void A_pool_that_is_used_up_is_a_timeout() => Expect(
        new InvalidOperationException(
            "Timeout expired.  The timeout period elapsed prior to obtaining a connection from the pool."), true, true);

    private static void Expect(Exception error, bool isTransient, bool isUnavailable)
    {
        foreach (var each in new[] { error, new DbUpdateException("m", error), new InvalidOperationException(
            "m", new DbUpdateException("m", error)) })
            Assert.That((DatabaseErrors.IsTransient(each), DatabaseErrors.IsUnavailable(each)), Is.EqualTo(
                (isTransient, isUnavailable)), each.ToString());
    }

    private static async Task<Exception?> OpenAsync(int port)
    {
        await using var connection = new SqlConnection(
            $"Server=127.0.0.1,{port};Database=x;User Id=a;Password=b;Connect Timeout=1;ConnectRetryCount=0;Pooling=false;TrustServerCertificate=true");
        try
        {
            await connection.OpenAsync();
            return null;
        }
        catch (SqlException error)
        {
            return error;
        }
    }

    /// <summary>The driver makes its exceptions itself, and SQL Server cannot be had here.</summary>
    private static SqlException SqlError(int number)
    {
        const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var error = typeof(SqlError).GetConstructors(Hidden)
            .Single(made => made.GetParameters().Length == 8 && made.GetParameters()[6].ParameterType == typeof(int))
            .Invoke([number, (byte)0, (byte)16, "server", "message", "procedure", 1, null]);
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", Hidden)!.Invoke(errors, [error]);
        return (SqlException)typeof(SqlException)
            .GetMethod("CreateException", Hidden, [typeof(SqlErrorCollection), typeof(string)])!.Invoke(null, [errors, "16"])!;
    }
}
