namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>A step went wrong: the scenario has failed, and the message says why.</summary>
internal sealed class StepFailedException(string message) : Exception(message);
