using System.Diagnostics.CodeAnalysis;

namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>E-mail address and password of somebody who signs in.</summary>
internal sealed record Credentials(string Email, string Password)
{
    /// <summary><c>email:password</c>; only the first colon separates, so a password may hold others.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Credentials? credentials)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        credentials = colon > 0 && colon < text.Length - 1 ? new Credentials(text[..colon], text[(colon + 1)..]) : null;
        return credentials is not null;
    }
}

/// <summary>What the command line asks for.</summary>
/// <param name="Outsider">Somebody who must see nothing; null: not checked.</param>
/// <param name="Admin">Who forces the logout; null: user 1.</param>
internal sealed record Settings(
    Uri BaseUrl, Credentials User1, Credentials User2, Credentials? Outsider, Credentials? Admin, string Scenario, Detail Detail);

/// <summary>A step went wrong: the scenario has failed, and the message says why.</summary>
internal sealed class StepFailedException(string message) : Exception(message);
