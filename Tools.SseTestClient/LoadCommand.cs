using System.CommandLine;
using System.Globalization;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>The arguments of <c>load</c>.</summary>
internal static class LoadCommand
{
    /// <summary>Stands for 1, 2, 3 and so on in the e-mail address of a user.</summary>
    private const string Placeholder = "{n}";

    public static Command Create()
    {
        var baseUrl = new Option<string>("--base-url") { Required = true, HelpName = "url", Description = "Root of the server" };
        var user = new Option<string[]>("--user")
        {
            Required = true,
            HelpName = "email:password",
            Description = $"Whose streams are opened; can be repeated, and {Placeholder} in it stands for 1, 2, 3 ... (see --users)",
        };
        var users = Number("--users", 1, 1, 100_000, $"How many users {Placeholder} makes");
        var publisher = new Option<string>("--publisher")
        {
            Required = true,
            HelpName = "email:password",
            Description = "Who makes the changes: a super admin, or with --session its coach or coachee",
        };
        var session = new Option<Guid?>("--session")
        {
            HelpName = "id",
            Description = "Change an action of this session; left out: announcements to everybody",
        };
        var streams = Number("--streams", 100, 1, 100_000, "Streams, spread over the users; a server allows 20 of one user");
        var ramp = Number("--ramp", 0, 0, 100_000, "Streams opened per second; 0: as fast as they can be");
        var rate = new Option<double>("--rate") { DefaultValueFactory = _ => 10, HelpName = "n", Description = "Changes per second" };
        var seconds = Number("--seconds", 10, 1, 86_400, "How long changes are made");
        var churn = new Option<double>("--churn")
        {
            HelpName = "n",
            Description = "Streams per second that leave and come back with their position",
        };
        var slow = Number("--slow", 0, 0, 10_000, "Streams beside the others that are never read");
        var process = new Option<int?>("--pid")
        {
            HelpName = "number",
            Description = "Process of the server on this machine, to show its CPU and memory",
        };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON, nothing else" };
        CommandLine.RequireAddress(baseUrl);
        CommandLine.RequireCredentials(user);
        CommandLine.RequireCredentials(publisher);
        CommandLine.RequireBetween(rate, 0.01, 10_000);
        CommandLine.RequireBetween(churn, 0, 10_000);
        var command = new Command("load", "Opens many streams, makes changes at a rate, and counts what arrives, when, and at whom.")
        {
            baseUrl, user, users, publisher, session, streams, ramp, rate, seconds, churn, slow, process, json,
        };
        command.SetAction((arguments, ct) => RunAsync(
            new LoadSettings(
                new Uri(arguments.GetRequiredValue(baseUrl)),
                [.. arguments.GetRequiredValue(user).SelectMany(text => Expand(text, arguments.GetValue(users)))],
                Credentials.Parse(arguments.GetValue(publisher))!, arguments.GetValue(session), arguments.GetValue(streams),
                arguments.GetValue(ramp), arguments.GetValue(rate), arguments.GetValue(seconds), arguments.GetValue(churn),
                arguments.GetValue(slow), arguments.GetValue(process), arguments.GetValue(json)),
            ct));
        return command;
    }

    private static Option<int> Number(string name, int value, int min, int max, string description)
    {
        var option = new Option<int>(name) { DefaultValueFactory = _ => value, HelpName = "n", Description = description };
        CommandLine.RequireBetween(option, min, max);
        return option;
    }

    private static IEnumerable<Credentials> Expand(string text, int count) => text.Contains(Placeholder, StringComparison.Ordinal)
        ? Enumerable.Range(1, count).Select(n => Credentials.Parse(
            text.Replace(Placeholder, n.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))!)
        : [Credentials.Parse(text)!];

    private static async Task<int> RunAsync(LoadSettings settings, CancellationToken ct)
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        var output = Output.ForConsole(settings.Json ? Detail.Quiet : Detail.Usual);
        try
        {
            await using var run = new LoadRun(settings, output, ct);
            var report = await run.RunAsync();
            output.Note(settings.Json ? report.ToJson() : report.ToText());
            return report.IsClean ? CommandLine.Passed : CommandLine.Failed;
        }
        catch (Exception error) when (error is StepFailedException or HttpRequestException or ArgumentException or OperationCanceledException)
        {
            Console.Error.WriteLine(error is OperationCanceledException ? "The run was interrupted." : error.Message);
            return CommandLine.Failed;
        }
    }
}
