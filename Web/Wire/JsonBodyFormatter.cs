using System.Text;
using System.Text.Json;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using Microsoft.AspNetCore.Mvc.Formatters;

namespace CoachingPlatform.Web.Wire;

/// <summary>
/// Reads JSON bodies. It tells apart what the framework's own formatter does not: text that is not JSON (400), and JSON
/// that does not fit (422).
/// </summary>
internal sealed class JsonBodyFormatter : TextInputFormatter
{
    public JsonBodyFormatter()
    {
        SupportedMediaTypes.Add("application/json");
        SupportedMediaTypes.Add("application/*+json");
        SupportedEncodings.Add(UTF8EncodingWithoutBOM);
    }

    public override async Task<InputFormatterResult> ReadRequestBodyAsync(InputFormatterContext context, Encoding encoding)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync(
                context.HttpContext.Request.Body, context.ModelType, WireJson.Options, context.HttpContext.RequestAborted);
            return InputFormatterResult.Success(body);
        }
        catch (JsonException error) when (error.InnerException is JsonException)
        {
            // the reader's own complaint, wrapped by the serializer: not JSON
            throw new BadRequestException(
                $"The body is not valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}).");
        }
        catch (JsonException error)
        {
            throw new RuleException(DescribeMismatch(error));
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            throw new BadRequestException("The body breaks off, or the sizes of its chunks are not valid.");
        }
    }

    /// <summary>The serializer's message without the names of our types.</summary>
    private static string DescribeMismatch(JsonException error)
    {
        var place = error.Path is null or "$" ? "" : $" at {error.Path}";
        const string Missing = "missing required properties including: ";
        var index = error.Message.IndexOf(Missing, StringComparison.Ordinal);
        if (index >= 0)
            return $"The body lacks {error.Message[(index + Missing.Length)..].TrimEnd('.')}.";
        // our converters say what they expect; the framework's own messages name types
        var reason = error.Message.Contains("is expected", StringComparison.Ordinal) ? error.Message
            : "A value has the wrong type or is missing.";
        return $"The body does not fit{place}: {reason}";
    }
}
