using System.Text.Json.Serialization;

namespace CoachingPlatform.Web.Errors;

/// <summary>The one shape of every error: RFC 9457, and beside it the members that clients of this API branch on.</summary>
public sealed record ErrorBody
{
    [JsonPropertyName("type")]
    public string Type { get; init; } = "about:blank";

    /// <summary>Name of the HTTP status.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    [JsonPropertyName("status")]
    public required int Status { get; init; }

    /// <summary>The same sentence as <c>message</c>.</summary>
    [JsonPropertyName("detail")]
    public required string Detail { get; init; }

    /// <summary>Path of the request.</summary>
    [JsonPropertyName("instance")]
    public required string Instance { get; init; }

    /// <summary>The trace that the request belongs to (W3C Trace Context).</summary>
    [JsonPropertyName("traceId")]
    public required string TraceId { get; init; }

    /// <summary>The answer's <c>X-Request-ID</c>: finds the request in the log.</summary>
    [JsonPropertyName("request_id")]
    public required string RequestId { get; init; }

    /// <summary>The same number as <c>status</c>.</summary>
    [JsonPropertyName("status_code")]
    public required int StatusCode { get; init; }

    /// <summary>Stable code, for example <c>validation_error</c>.</summary>
    [JsonPropertyName("error")]
    public required string Error { get; init; }

    /// <summary>A sentence for people.</summary>
    [JsonPropertyName("message")]
    public required string Message { get; init; }

    /// <summary>Facts that belong to the code; absent when there are none.</summary>
    [JsonPropertyName("details"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public object? Details { get; init; }
}
