using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CoachingPlatform.Application.Accounts;

/// <summary>The secret in a link: 256 random bits as 43 characters.</summary>
public static class AccountLinkSecret
{
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
