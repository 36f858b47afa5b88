using System.Security.Cryptography;
using System.Text;

namespace CoachingPlatform.Application.RateLimits;

/// <summary>One attempt at something that is limited.</summary>
/// <param name="Who">Whom it is counted for, from the general to the particular; stored as hashes.</param>
public sealed record Attempt(RateLimit What, params IReadOnlyList<string> Who)
{
    /// <summary>Half a SHA-256: still nothing two people share by chance, and two of them fit in the key.</summary>
    private const int HashLength = 32;

    public string Key { get; } = string.Join(':', Who.Select(HashOf).Prepend(What.Name));

    private static string HashOf(string who) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(who)))[..HashLength];
}
