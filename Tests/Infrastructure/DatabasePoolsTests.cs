using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Tests.Support;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.Infrastructure;

public sealed class DatabasePoolsTests
{
    /// <summary>There is no SQL Server here: this looks at how one would be asked for a connection.</summary>
    [Test]
    public async Task Requests_and_the_work_in_the_background_share_no_connections_to_SQL_Server()
    {
        using var folder = new TempFolder();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:Provider"] = "SqlServer",
            ["ConnectionStrings:Database"] = "Server=127.0.0.1,1;Database=coaching;Connect Timeout=1;Max Pool Size=300;Application Name=coaching",
        }).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System).AddLogging();
        await using var provider = services.AddInfrastructure(configuration, folder.Path).BuildServiceProvider();

        var background = await AskAsync(provider);
        var request = await Task.Run(() =>
        {
            DatabasePools.EnterRequest();
            return AskAsync(provider);
        });

        Assert.That((background.ApplicationName, background.MaxPoolSize), Is.EqualTo(("coaching (background)", 20)));
        Assert.That((request.ApplicationName, request.MaxPoolSize), Is.EqualTo(("coaching", 300)));
        Assert.That((await AskAsync(provider)).ApplicationName, Is.EqualTo(
            "coaching (background)"), "also with a unit of work that served a request");
    }

    [Test]
    public void The_connection_that_creates_the_database_stays_what_it_is()
    {
        const string Server = "Data Source=127.0.0.1,1;Initial Catalog=master";
        using var connection = new SqlConnection(Server);

        new DatabasePools("Server=127.0.0.1,1;Database=coaching").ConnectionOpening(connection, null!, default);

        Assert.That(connection.ConnectionString, Is.EqualTo(Server));
    }

    private static async Task<SqlConnectionStringBuilder> AskAsync(ServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        Assert.That(await db.Database.CanConnectAsync(), Is.False);
        return new SqlConnectionStringBuilder(db.Database.GetDbConnection().ConnectionString);
    }
}
