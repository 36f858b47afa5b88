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

    /// <summary>Null for what is not <c>email:password</c>.</summary>
    public static Credentials? Parse(string? text) => text is not null && TryParse(text, out var credentials) ? credentials : null;
}
