using System.Text.Json;
using System.Text.Json.Serialization;

namespace CoachingPlatform.Application.Wire;

/// <summary>Enums in JSON, by <see cref="WireEnum"/>.</summary>
public sealed class WireEnumConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
    {
        private readonly Dictionary<TEnum, string> _names = Enum.GetValues<TEnum>()
            .ToDictionary(value => value, value => WireEnum.NameOf(typeof(TEnum), value.ToString()));

        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return WireEnum.TryParse(typeof(TEnum), name, out var value)
                ? (TEnum)value
                : throw new JsonException(WireEnum.ExpectationOf(typeof(TEnum)));
        }

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
            writer.WriteStringValue(_names[value]);
    }
}
