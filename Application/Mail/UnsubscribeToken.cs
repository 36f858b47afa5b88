using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using CoachingPlatform.Domain.Mail;

namespace CoachingPlatform.Application.Mail;

/// <summary>What a link holds that switches one kind of message off: whose, which, and a signature with a key of that person.</summary>
public sealed record UnsubscribeToken(Guid UserId, MailKind Kind)
{
    private const int IdLength = 16;
    private const int Length = IdLength + 1 + HMACSHA256.HashSizeInBytes;

    private byte[] Signature { get; init; } = [];

    /// <summary>The text for a link.</summary>
    public static string For(MailPreferences preferences, MailKind kind)
    {
        var named = Named(preferences.UserId, kind);
        return Base64Url.EncodeToString([.. named, .. HMACSHA256.HashData(preferences.UnsubscribeKey, named)]);
    }

    /// <summary>Reads it, without a look at the signature yet.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out UnsubscribeToken? token)
    {
        token = null;
        if (!Base64Url.IsValid(text, out var length) || length != Length)
            return false;
        var bytes = Base64Url.DecodeFromChars(text);
        if (!Enum.IsDefined((MailKind)bytes[IdLength]))
            return false;
        token = new UnsubscribeToken(new Guid(bytes.AsSpan(0, IdLength)), (MailKind)bytes[IdLength]) { Signature = bytes[(IdLength + 1)..] };
        return true;
    }

    public bool IsSignedBy(MailPreferences preferences) => CryptographicOperations.FixedTimeEquals(
        Signature, HMACSHA256.HashData(preferences.UnsubscribeKey, Named(UserId, Kind)));

    /// <summary>What is signed.</summary>
    private static byte[] Named(Guid userId, MailKind kind) => [.. userId.ToByteArray(), (byte)kind];
}
