using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoachingPlatform.Application.Wire;

/// <summary>A calendar day, <c>2026-06-30</c>; of a date-time the day in UTC counts.</summary>
public sealed class DayConverter : JsonConverter<DateOnly>
{
    public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && WireTime.TryParse(reader.GetString(), out var utc)
            ? DateOnly.FromDateTime(utc)
            : throw new JsonException("A date is expected, for example 2026-06-30.");

    public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
