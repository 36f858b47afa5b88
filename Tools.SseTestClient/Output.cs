using System.Text.Json;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>What the person at the terminal sees. A pipe gets the same lines without colours and without lines that change.</summary>
internal sealed class Output(TextWriter writer, bool terminal, Detail detail)
{
    private const string Reset = "\e[0m";
    private const string Bold = "\e[1m";
    private const string Dim = "\e[2m";
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";
    private const string Blue = "\e[34m";
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true };
    private readonly Lock _lock = new();

    public static Output ForConsole(Detail detail) => new(
        Console.Out, !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")), detail);

    public void Heading(string text)
    {
        if (detail >= Detail.Usual)
            Line("\n" + Paint(Bold, $"=== {text} ==="));
    }

    public void SummaryHeading() => Line((detail == Detail.Quiet ? "" : "\n") + Paint(Bold, "=== TEST SUMMARY ==="));

    /// <summary>Shows a step while it runs and then how it ended.</summary>
    public async Task<T> StepAsync<T>(string what, Func<Task<T>> work)
    {
        if (detail == Detail.Quiet)
            return await work();
        Write($"{Paint(Blue, "→")} {what}{(terminal ? "" : "\n")}");
        try
        {
            var result = await work();
            Write($"{(terminal ? "\r" : "")}{Paint(Green, "✓")} {what}\n");
            return result;
        }
        catch
        {
            Write($"{(terminal ? "\r" : "")}{Paint(Red, "✗")} {what}\n");
            throw;
        }
    }

    public Task StepAsync(string what, Func<Task> work) => StepAsync(what, async () =>
    {
        await work();
        return true;
    });

    /// <summary>Shows how far something is, in a line that changes; a pipe gets nothing.</summary>
    public async Task ProgressAsync(Func<string> progress, Func<Task> work)
    {
        var working = work();
        while (terminal && detail >= Detail.Usual && await Task.WhenAny(working, Task.Delay(200)) != working)
            Write($"\r\e[K{progress()}");
        if (terminal && detail >= Detail.Usual)
            Write("\r\e[K");
        await working;
    }

    public void Received(string label, string eventName, JsonElement json)
    {
        if (detail == Detail.Quiet)
            return;
        Line($"[{label}] {Paint(Bold, eventName)} event received");
        Line(Paint(Dim, JsonSerializer.Serialize(json, Pretty)));
    }

    public void Note(string text) => Line(text);

    public void Problem(string text) => Line(Paint(Red, text));

    public void Debug(string text)
    {
        if (detail == Detail.Verbose)
            Line(Paint(Dim, $"  {text}"));
    }

    public void Result(bool passed, string name, TimeSpan duration, string? message)
    {
        Line($"{(passed ? Paint(Green, "[PASS]") : Paint(Red, "[FAIL]"))} {name} ({duration.TotalSeconds.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)} s)");
        if (message is not null)
            Line($"       {message}");
    }

    public void Verdict(int passed, int failed)
    {
        Line($"\nResults: {passed} passed, {failed} failed");
        Line(failed == 0 ? Paint(Green, "All scenarios passed.") : Paint(Red, "Some scenarios failed."));
    }

    private string Paint(string colour, string text) => terminal ? colour + text + Reset : text;

    private void Line(string text) => Write(text + "\n");

    private void Write(string text)
    {
        lock (_lock)
        {
            writer.Write(text);
            writer.Flush();
        }
    }
}
