using System.ComponentModel.DataAnnotations;
using System.Text;

namespace CoachingPlatform.Infrastructure.Documents;

/// <summary>Settings of the service that keeps shared documents, section <c>Tiptap</c>. Both empty: there are none.</summary>
public sealed class TiptapOptions : IValidatableObject
{
    public const string Section = "Tiptap";

    /// <summary>What HMAC-SHA256 asks for.</summary>
    private const int MinKeyBytes = 32;

    /// <summary>The application at the service; the web frontend is built with the same one.</summary>
    public string AppId { get; init; } = "";

    /// <summary>The application's secret, at least 32 bytes; tokens are signed with it.</summary>
    public string JwtSigningKey { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AppId.Length == 0 != (JwtSigningKey.Length == 0))
            yield return new ValidationResult("Tiptap:AppId and Tiptap:JwtSigningKey are set both or not at all.");
        if (JwtSigningKey.Length > 0 && Encoding.UTF8.GetByteCount(JwtSigningKey) < MinKeyBytes)
            yield return new ValidationResult($"Tiptap:JwtSigningKey has at least {MinKeyBytes} bytes.");
    }
}
