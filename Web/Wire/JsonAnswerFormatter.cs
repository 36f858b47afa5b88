using System.Text;
using System.Text.Json;
using CoachingPlatform.Application.Wire;
using Microsoft.AspNetCore.Mvc.Formatters;

namespace CoachingPlatform.Web.Wire;

/// <summary>
/// Writes answers as JSON, and leaves it to the end of the request to send them: the framework's own formatter sends an answer, and then its
/// end, which is another five bytes.
/// </summary>
internal sealed class JsonAnswerFormatter : TextOutputFormatter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = WireJson.Options.Encoder };

    public JsonAnswerFormatter()
    {
        SupportedMediaTypes.Add("application/json");
        SupportedMediaTypes.Add("text/json");
        SupportedMediaTypes.Add("application/*+json");
        SupportedEncodings.Add(Encoding.UTF8);
    }

    public override Task WriteResponseBodyAsync(OutputFormatterWriteContext context, Encoding selectedEncoding)
    {
        using var json = new Utf8JsonWriter(context.HttpContext.Response.BodyWriter, Options);
        JsonSerializer.Serialize(json, context.Object, context.ObjectType ?? typeof(object), WireJson.Options);
        return Task.CompletedTask;
    }
}
