using System.Diagnostics;
using System.Text.Json;
using CoachingPlatform.Application.Wire;
using Microsoft.AspNetCore.WebUtilities;

namespace CoachingPlatform.Web.Errors;

/// <summary>Writes <see cref="ErrorBody"/>, whatever the client says it accepts: an error never has an empty body.</summary>
internal static class ErrorWriter
{
    public const string ContentType = "application/problem+json";

    public static Task WriteErrorAsync(this HttpContext context, int status, string code, string message, object? details = null)
    {
        context.Response.StatusCode = status;
        var body = new ErrorBody
        {
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = message,
            Instance = context.Request.PathBase + context.Request.Path,
            TraceId = Activity.Current?.Id ?? context.TraceIdentifier,
            RequestId = context.TraceIdentifier,
            StatusCode = status,
            Error = code,
            Message = message,
            Details = details,
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Options);
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.BodyWriter.WriteAsync(bytes, CancellationToken.None).AsTask();
    }

    /// <summary>For statuses that the framework sets without a body.</summary>
    public static Task WriteStatusAsync(HttpContext context)
    {
        var (code, message) = context.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => ("bad_request", "The request cannot be understood."),
            StatusCodes.Status401Unauthorized => ("unauthorized", "Nobody is signed in. Sign in and try again."),
            StatusCodes.Status403Forbidden => ("forbidden", "You do not have permission to do this."),
            StatusCodes.Status404NotFound => ("not_found", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed",
                "This address does not answer to that method; see the Allow header."),
            StatusCodes.Status413PayloadTooLarge => ("payload_too_large", "The body is larger than 2 MB."),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type",
                "The body's Content-Type is missing or is not understood here; texts are UTF-8."),
            var status => ($"status_{status}", ReasonPhrases.GetReasonPhrase(status)),
        };
        return context.WriteErrorAsync(context.Response.StatusCode, code, message);
    }
}
