using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web;

/// <summary>
/// The last thing a start says: where to go, and who can sign in. It goes through the log, so that it is the last indeed.
/// </summary>
internal static partial class Welcome
{
    public static Task<IReadOnlyList<string>> WhoCanSignInAsync(IServiceProvider services) =>
        DatabaseSetup.WhenReachableAsync(services, async db =>
    {
        if (!await db.Users.AnyAsync())
            return ["Nobody has an account yet. Create the first one: --create-admin EMAIL"];
        var people = await new DemoPeople(db, services.GetRequiredService<IOptions<SeedOptions>>()).ListAsync(CancellationToken.None);
        return people.Count == 0 ? (IReadOnlyList<string>)[] :
        [
            $"Demo people, all with the password {DemoData.Password}",
            .. people.Select(person => $"  {person.Email,-20} {person.Part}"),
        ];
    }, CancellationToken.None);

    public static void Say(WebApplication app, IReadOnlyList<string> who)
    {
        var url = app.Services.GetRequiredService<ServerAddress>().Root;
        string[] where =
        [
            $"Coaching Platform is running on {url} ({app.Environment.EnvironmentName})",
            $"  live page   {url}/         sign in as two people and watch their changes arrive",
            $"  Swagger UI  {url}/swagger  try every route{(app.Environment.IsDevelopment() ? "" : "; for super admins")}",
        ];
        var text = string.Join(Environment.NewLine, where.Concat(who));
        LogWelcome(app.Logger, text);
    }

    [LoggerMessage(10, LogLevel.Information, "{Text}")]
    private static partial void LogWelcome(ILogger logger, string text);
}
