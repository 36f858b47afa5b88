using System.Text.Json;

namespace CoachingPlatform.Application.Wire;

/// <summary>A start of a session: UTC without a suffix, <c>2026-06-07T10:00:00</c>. Clients rely on the missing suffix.</summary>
public sealed class NaiveUtcConverter : InstantConverter
{
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WireTime.Format(value));
}
