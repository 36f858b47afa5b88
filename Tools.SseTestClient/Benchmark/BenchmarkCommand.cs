using System.CommandLine;

namespace CoachingPlatform.Tools.SseTestClient.Benchmark;

/// <summary>The arguments of <c>benchmark</c>.</summary>
internal static class BenchmarkCommand
{
    public static Command Create()
    {
        var streams = new Option<int[]>("--streams")
        {
            DefaultValueFactory = _ => [1_000, 10_000],
            HelpName = "n",
            Description = "How many streams; can be repeated",
        };
        var pairs = new Option<int>("--pairs")
        {
            DefaultValueFactory = _ => 3,
            HelpName = "n",
            Description = "How often the two are measured in turns; the table shows the median",
        };
        var web = new Option<DirectoryInfo?>("--web")
        {
            HelpName = "folder",
            Description = "A published server; left out: it is built from this repository",
        };
        var limit = new Option<FileInfo?>("--limit")
        {
            HelpName = "file",
            Description = "A program to compare with, started with a port: GET /sse?user=ID, POST /publish[?user=ID] (body = data of the event); "
                + "left out: a bare loopback server of this program",
        };
        CommandLine.RequireBetween(streams, 10, 20_000);
        CommandLine.RequireBetween(pairs, 1, 100);
        var command = new Command(
            "benchmark", "Measures the server beside one that does nothing but send, in turns, and prints the ratios.")
        {
            streams, pairs, web, limit,
        };
        command.SetAction((arguments, ct) => RunAsync(
            arguments.GetRequiredValue(streams), arguments.GetValue(pairs), arguments.GetValue(web), arguments.GetValue(limit), ct));
        return command;
    }

    /// <summary>The server that <c>benchmark</c> compares with, when it has no other: a process of its own, so that its CPU can be told.</summary>
    public static Command CreateBaseline()
    {
        var port = new Argument<int>("port");
        var command = new Command("baseline", "Sends what is published to every stream, and nothing more.") { port };
        command.Hidden = true;
        command.SetAction((arguments, ct) => Baseline.RunAsync(arguments.GetValue(port), ct));
        return command;
    }

    private static async Task<int> RunAsync(int[] streams, int pairs, DirectoryInfo? web, FileInfo? limit, CancellationToken ct)
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        var output = Output.ForConsole(Detail.Usual);
        try
        {
            await using var run = new BenchmarkRun(output, ct);
            output.Note(await run.RunAsync(streams, pairs, web, limit));
            return CommandLine.Passed;
        }
        catch (Exception error) when (error is StepFailedException or HttpRequestException or IOException or OperationCanceledException)
        {
            Console.Error.WriteLine(error is OperationCanceledException ? "The run was interrupted." : error.Message);
            return CommandLine.Failed;
        }
    }
}
