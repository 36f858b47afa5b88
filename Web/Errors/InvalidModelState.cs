using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Errors;

/// <summary>What path, query, form and validators found wrong.</summary>
internal static class InvalidModelState
{
    /// <summary>
    /// 400 when a part of the request cannot be read (an id that is none, a missing parameter, an empty body); 422 when it
    /// can, but a value breaks a rule.
    /// </summary>
    public static IActionResult ToResult(ActionContext context)
    {
        if (context.ModelState.TryGetValue("", out var body) && body.ValidationState == ModelValidationState.Invalid)
            return new ErrorResult(StatusCodes.Status400BadRequest, "bad_request", "A body is expected.", null);

        var errors = context.ModelState
            .Where(entry => entry.Value?.ValidationState == ModelValidationState.Invalid)
            .ToDictionary(
                entry => JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Key),
                entry => entry.Value!.Errors[0].ErrorMessage);
        var unreadable = UnreadableParts(context).Any(name => context.ModelState.TryGetValue(name, out var part)
            && part.ValidationState == ModelValidationState.Invalid);
        var message = string.Join(' ', errors.Values.Distinct());
        return unreadable
            ? new ErrorResult(StatusCodes.Status400BadRequest, "bad_request", message, new { Errors = errors })
            : new ErrorResult(StatusCodes.Status422UnprocessableEntity, "validation_error", message, new { Errors = errors });
    }

    /// <summary>Names of the path and query parameters; the members of a filter are parameters too.</summary>
    private static IEnumerable<string> UnreadableParts(ActionContext context)
    {
        var types = context.HttpContext.RequestServices.GetRequiredService<IModelMetadataProvider>();
        return context.ActionDescriptor.Parameters
            .Where(parameter => parameter.BindingInfo?.BindingSource is { } source
                && (source == BindingSource.Path || source == BindingSource.Query))
            .SelectMany(parameter => parameter.BindingInfo?.BinderModelName is ""
                ? types.GetMetadataForProperties(parameter.ParameterType).Select(member => member.BinderModelName ?? member.Name!)
                : [parameter.BindingInfo?.BinderModelName ?? parameter.Name]);
    }
}
