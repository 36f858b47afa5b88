using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>The secret in the cookie: 128 random bits as 22 characters.</summary>
public static class SessionToken
{
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>The id under which the server knows the session; it does not lead back to the token.</summary>
    public static string IdOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
