using CoachingPlatform.Web.Errors;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace CoachingPlatform.Web.Wire;

/// <summary>Clients say which version of the API they were written for.</summary>
internal static class ApiVersion
{
    public const string Header = "x-version";
    public const string Current = "1.0.0-beta1";

    /// <summary>Comes after authorization: who is not signed in learns nothing about versions.</summary>
    public static void UseApiVersion(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!IsChecked(context.GetEndpoint()))
            return next(context);
        var given = context.Request.Headers[Header].ToString().Trim().Trim('"');
        if (given == Current || (given.Length == 0 && IsScriptThatMayLeaveItOut(context)))
            return next(context);
        var message = given.Length == 0
            ? $"The header {Header} is missing. Send {Header}: {Current}."
            : $"The header {Header} does not name a version of this API. Send {Header}: {Current}.";
        return context.WriteErrorAsync(StatusCodes.Status400BadRequest, "bad_request", message);
    });

    /// <summary>Browsers send <c>Origin</c> with everything that changes something.</summary>
    private static bool IsScriptThatMayLeaveItOut(HttpContext context) =>
        context.Request.Headers.Origin.Count == 0
            && context.GetEndpoint()?.Metadata.GetMetadata<VersionOptionalForScriptsAttribute>() is not null;

    private static bool IsChecked(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<ControllerActionDescriptor>() is not null
        && endpoint.Metadata.GetMetadata<AnyVersionAttribute>() is null;
}
