namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>One thing that is tried.</summary>
/// <param name="Name">Its name, on the command line and in the summary.</param>
/// <param name="Title">Its name in the heading.</param>
/// <param name="NeedsSession">Whether it works in a coaching session.</param>
/// <param name="NeedsOutsider">Whether somebody uninvolved has to be named.</param>
internal sealed record Scenario(
    string Name, string Title, bool NeedsSession, Func<TestRun, Task> RunAsync, bool NeedsOutsider = false);
