namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>How much is said.</summary>
internal enum Detail
{
    /// <summary>The summary, and what went wrong.</summary>
    Quiet,

    /// <summary>Every step and event too.</summary>
    Usual,

    /// <summary>Every request and keep-alive too.</summary>
    Verbose,
}
