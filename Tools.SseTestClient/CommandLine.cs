using System.CommandLine;
using System.CommandLine.Help;
using System.Diagnostics;
using System.Globalization;
using CoachingPlatform.Tools.SseTestClient.Benchmark;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>The command line: arguments, the order of a run, the summary, the exit code.</summary>
internal static class CommandLine
{
    internal const int Passed = 0;
    internal const int Failed = 1;
    private const int WrongArguments = 2;
    private const int HelpWidth = 100;

    /// <summary>Who interrupts a run waits for so long at most until everything is deleted again.</summary>
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(30);

    public static async Task<int> Main(string[] args)
    {
        var baseUrl = new Option<string>("--base-url")
        {
            Required = true,
            HelpName = "url",
            Description = "Root of the server, for example http://localhost:4000",
        };
        var user1 = new Option<string>("--user1") { Required = true, HelpName = "email:password", Description = "Sign-in of the coach" };
        var user2 = new Option<string>("--user2") { Required = true, HelpName = "email:password", Description = "Sign-in of the coachee" };
        var user3 = new Option<string?>("--user3")
        {
            HelpName = "email:password",
            Description = "Sign-in of somebody uninvolved, who must see nothing; left out: not checked",
        };
        var admin = new Option<string?>("--admin")
        {
            HelpName = "email:password",
            Description = "Sign-in of who forces the logout; left out: user 1",
        };
        var scenario = new Option<string?>("--scenario") { HelpName = "name", Description = $"What to try: {Names}" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Show the summary and what went wrong, nothing else" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Show every request and keep-alive" };
        scenario.AcceptOnlyFromAmong([.. Scenarios.All.Select(s => s.Name), Scenarios.AllArgument]);
        foreach (var credentials in new Option[] { user1, user2, user3, admin })
            RequireCredentials(credentials);
        RequireAddress(baseUrl);

        var root = new RootCommand(
            "Signs two people in, opens a stream for each, changes things over REST and checks that the right events arrive.")
        {
            baseUrl, user1, user2, user3, admin, scenario, quiet, verbose, LoadCommand.Create(), BenchmarkCommand.Create(),
            BenchmarkCommand.CreateBaseline(),
        };
        root.Options.OfType<HelpOption>().Single().Action = new HelpAction { MaxWidth = HelpWidth };
        root.Validators.Add(result =>
        {
            if (result.GetValue(scenario) is null && !CanAsk)
                result.AddError("Option '--scenario' is required.");
            if (result.GetValue(user3) is null && result.GetValue(scenario) is { } name
                && Scenarios.Select(name, hasOutsider: false).Count == 0)
                result.AddError($"{name} needs --user3.");
            if (result.GetValue(quiet) && result.GetValue(verbose))
                result.AddError("--quiet and --verbose exclude each other.");
        });
        root.SetAction(async (arguments, ct) => await RunAsync(
            new Settings(
                new Uri(arguments.GetRequiredValue(baseUrl)), Credentials.Parse(arguments.GetValue(user1))!,
                Credentials.Parse(arguments.GetValue(user2))!, Credentials.Parse(arguments.GetValue(user3)),
                Credentials.Parse(arguments.GetValue(admin)),
                arguments.GetValue(scenario) ?? Ask(hasOutsider: arguments.GetValue(user3) is not null),
                arguments.GetValue(quiet) ? Detail.Quiet : arguments.GetValue(verbose) ? Detail.Verbose : Detail.Usual),
            ct));

        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = CleanUpLimit });
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine(error.Message);
        if (args is ["load" or "benchmark", ..])
        {
            Console.Error.WriteLine($"All arguments: {args[0]} --help");
            return WrongArguments;
        }
        Console.Error.WriteLine(
            "Usage: --base-url <url> --user1 <email:password> --user2 <email:password> --scenario <name> "
            + "[--user3 <email:password>] [--admin <email:password>] [--quiet | --verbose]");
        Console.Error.WriteLine($"Scenarios: {Names}");
        Console.Error.WriteLine("Many streams at once: load --help. How fast the server is: benchmark --help");
        return WrongArguments;
    }

    internal static void RequireCredentials(Option credentials) => credentials.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => !Credentials.TryParse(token.Value, out _)))
            result.AddError($"{credentials.Name} is email:password.");
    });

    internal static void RequireAddress(Option address) => address.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0
            && !(Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            result.AddError($"{address.Name} is an http or https address.");
    });

    internal static void RequireBetween(Option option, double min, double max) => option.Validators.Add(result =>
    {
        if (result.Tokens.Any(token => !(double.TryParse(token.Value, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is a number from {min} to {max}."));
    });

    /// <summary>Somebody sits at a terminal.</summary>
    private static bool CanAsk => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>A menu; just Enter tries everything.</summary>
    private static string Ask(bool hasOutsider)
    {
        var choices = Scenarios.Select(Scenarios.AllArgument, hasOutsider);
        for (var i = 0; i < choices.Count; i++)
            Console.WriteLine($"{i + 1,3}  {choices[i].Name,-24} {choices[i].Title}");
        while (true)
        {
            Console.Write($"What to try, by number or name (Enter: {Scenarios.AllArgument}): ");
            var answer = Console.ReadLine()?.Trim() ?? "";
            if (answer is "" or Scenarios.AllArgument)
                return Scenarios.AllArgument;
            if (int.TryParse(answer, out var number) && number >= 1 && number <= choices.Count)
                return choices[number - 1].Name;
            if (choices.Any(choice => choice.Name == answer))
                return answer;
        }
    }

    private static string Names => $"{Scenarios.AllArgument}, {string.Join(", ", Scenarios.All.Select(s => s.Name))}";

    private static async Task<int> RunAsync(Settings settings, CancellationToken ct)
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        var output = Output.ForConsole(settings.Detail);
        var scenarios = Scenarios.Select(settings.Scenario, settings.Outsider is not null);
        await using var run = new TestRun(settings, output, ct);

        output.Heading("SETUP PHASE");
        try
        {
            await run.SetUpAsync(scenarios.Any(s => s.NeedsSession));
        }
        catch (Exception error) when (error is StepFailedException or HttpRequestException or OperationCanceledException)
        {
            Console.Error.WriteLine(error.Message);
            await run.CleanUpAsync();
            return Failed;
        }

        output.Heading("TEST PHASE");
        var results = new List<(Scenario Scenario, TimeSpan Duration, string? Failure)>();
        try
        {
            foreach (var next in scenarios)
                results.Add(await TryAsync(next, run));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            output.Problem("The run was interrupted.");
            return Failed;
        }
        finally
        {
            await run.CleanUpAsync();
        }

        output.Heading("RESULTS");
        output.SummaryHeading();
        foreach (var (next, duration, failure) in results)
            output.Result(failure is null, next.Name, duration, failure);
        if (settings.Outsider is null)
            output.Note("(No --user3 was given: that nobody else sees the events was not checked.)");
        var failed = results.Count(result => result.Failure is not null);
        output.Verdict(results.Count - failed, failed);
        return failed == 0 ? Passed : Failed;
    }

    private static async Task<(Scenario Scenario, TimeSpan Duration, string? Failure)> TryAsync(Scenario scenario, TestRun run)
    {
        run.Output.Heading($"TEST: {scenario.Title}");
        var watch = Stopwatch.StartNew();
        try
        {
            await scenario.RunAsync(run);
            await run.CheckAfterwardsAsync();
            return (scenario, watch.Elapsed, null);
        }
        catch (Exception error) when (error is StepFailedException or HttpRequestException or IOException or InvalidOperationException)
        {
            return (scenario, watch.Elapsed, error.Message);
        }
    }
}
