using System.Text.Json.Serialization;

namespace CoachingPlatform.Application.Wire;

/// <summary>A member of a request that may be absent ("keep what is there"), which is something else than null ("clear it").</summary>
/// <param name="IsGiven">Whether the member was in the body.</param>
[JsonConverter(typeof(OptionalConverterFactory))]
public readonly record struct Optional<T>(bool IsGiven, T? Value)
{
    public Optional(T? value) : this(true, value)
    {
    }
}
