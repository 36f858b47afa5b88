using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace CoachingPlatform.Infrastructure.Redis;

/// <summary>Settings of Redis, section <c>Redis</c>.</summary>
public sealed class RedisOptions : IValidatableObject
{
    public const string Section = "Redis";

    /// <summary>StackExchange.Redis format, for example <c>redis:6379,password=…</c>. Empty: one instance, without Redis.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>What the names of channels start with, when several platforms share one Redis. Default <c>coaching</c>.</summary>
    [Required]
    public string KeyPrefix { get; init; } = "coaching";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
            yield break;
        var wrong = false;
        try
        {
            _ = ConfigurationOptions.Parse(ConnectionString);
        }
        catch (ArgumentException)
        {
            wrong = true;   // its message would show the password
        }
        if (wrong)
            yield return new ValidationResult("Redis:ConnectionString cannot be understood.");
    }
}
