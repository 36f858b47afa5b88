namespace CoachingPlatform.Infrastructure;

/// <summary>The program cannot start. The message is for its operator: it names the setting and says what to do.</summary>
public sealed class StartFailedException(string message) : Exception(message);
