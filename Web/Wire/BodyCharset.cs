using Microsoft.Net.Http.Headers;

namespace CoachingPlatform.Web.Wire;

/// <summary>Bodies are UTF-8. The framework fails on some of the other names, and would take the rest for what they are not.</summary>
internal static class BodyCharset
{
    private const string Utf8 = "utf-8";

    /// <summary>Comes after authorization, before anything reads the body.</summary>
    public static void UseUtf8Bodies(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (IsUnderstood(context.Request.ContentType))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    });

    private static bool IsUnderstood(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
            return true;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            return false;
        var charset = type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase));
        return charset is null || HeaderUtilities.RemoveQuotes(charset.Value).Equals(Utf8, StringComparison.OrdinalIgnoreCase);
    }
}
