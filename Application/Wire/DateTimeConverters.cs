using System.Globalization;
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

/// <summary>A start of a session: UTC without a suffix, <c>2026-06-07T10:00:00</c>. Clients rely on the missing suffix.</summary>
public sealed class NaiveUtcConverter : InstantConverter
{
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WireTime.Format(value));
}
