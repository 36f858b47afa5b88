namespace CoachingPlatform.Web;

/// <summary>The command line cannot be understood; the message says where.</summary>
internal sealed class WrongOptionException(string message) : Exception(message);
