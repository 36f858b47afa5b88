using System.Text.Encodings.Web;
using System.Text.Json;

namespace CoachingPlatform.Application.Wire;

/// <summary>How JSON looks on the wire, in REST bodies and in events alike: an entity in an event is the entity of its route.</summary>
public static class WireJson
{
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>Applies the same settings to options that somebody else created.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        // text in any script stays readable; the answers are JSON documents, never parts of a page
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        // null where a value is required is as wrong as a number where text is required
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new GuidConverter());
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new DayConverter());
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new WireEnumConverterFactory());
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
