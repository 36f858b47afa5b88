using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoachingPlatform.Application.Wire;

/// <summary>Ids: lower case with hyphens; upper case and the form without hyphens are understood too.</summary>
public sealed class GuidConverter : JsonConverter<Guid>
{
    public const string Expectation = "An id is expected, for example 7c1d3a52-0b7e-4a3e-9d62-1f0f1a3b9a01.";

    public static bool TryParse(string? text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) || Guid.TryParseExact(text, "N", out id);

    public override Guid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.TokenType == JsonTokenType.String ? reader.GetString() : null, out var id)
            ? id
            : throw new JsonException(Expectation);

    public override void Write(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
