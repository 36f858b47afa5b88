using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Errors;

/// <summary>An error as the result of an action or a filter.</summary>
internal sealed class ErrorResult(int status, string code, string message, object? details = null) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context) => context.HttpContext.WriteErrorAsync(status, code, message, details);
}
