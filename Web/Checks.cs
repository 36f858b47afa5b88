using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Mail;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Infrastructure.Redis;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web;

/// <summary>Whether the server would find everything it needs, one line each. Nothing is changed.</summary>
internal static class Checks
{
    /// <exception cref="StartFailedException">Something is wrong.</exception>
    public static async Task RunAsync(WebApplication app)
    {
        var services = app.Services;
        (string What, Func<Task<string>> Check)[] checks =
        [
            ("settings", () => Task.FromResult("every setting can be understood")),   // or it would not have come this far
            ("address", () =>
            {
                ListenAddresses.RequireFree(app.Configuration);
                return Task.FromResult($"{services.GetRequiredService<ServerAddress>().Root} is free");
            }),
            ("database", () => DatabaseCheck.RunAsync(services, CancellationToken.None)),
            ("redis", () => RedisCheck.RunAsync(services.GetRequiredService<IOptions<RedisOptions>>().Value)),
            ("mail", () => services.GetRequiredService<IMailTransport>().CheckAsync(CancellationToken.None)),
        ];
        var wrong = 0;
        foreach (var (what, check) in checks)
        {
            var (isGood, text) = await AskAsync(check);
            Console.WriteLine($"{(isGood ? "good " : "WRONG")}  {what,-8}  {text}");
            wrong += isGood ? 0 : 1;
        }
        if (wrong > 0)
            throw new StartFailedException($"{wrong} of {checks.Length} checks found something wrong.");
    }

    private static async Task<(bool IsGood, string Text)> AskAsync(Func<Task<string>> check)
    {
        try
        {
            return (true, await check());
        }
        catch (Exception error)
        {
            return (false, StartFailure.OneLine(StartFailure.Describe(error) ?? error.GetBaseException().Message));
        }
    }
}
