using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoachingPlatform.Application.Wire;

/// <summary>An instant: <c>2026-06-01T12:00:00.123456Z</c>.</summary>
public class InstantConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && WireTime.TryParse(reader.GetString(), out var utc)
            ? utc
            : throw new JsonException("A date or date-time is expected, for example 2026-06-01T12:00:00Z.");

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WireTime.Format(value) + "Z");
}
