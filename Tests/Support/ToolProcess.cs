using System.Diagnostics;

namespace CoachingPlatform.Tests.Support;

/// <summary>Other people's programs, and scripts.</summary>
internal static class ToolProcess
{
    /// <summary>Runs one to its end, which has to be this exit code; says what it wrote where it is not.</summary>
    /// <returns>Its standard output.</returns>
    public static async Task<string> RunAsync(
        string folder, string program, IEnumerable<string> arguments, int exitCode = 0, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.EqualTo(exitCode), await output + await errors);
        return await output;
    }
}
