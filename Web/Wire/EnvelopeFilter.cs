using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CoachingPlatform.Web.Wire;

/// <summary>Puts what actions return into the <see cref="Envelope"/>.</summary>
internal sealed class EnvelopeFilter : IResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is ObjectResult result)
        {
            result.Value = new Envelope(result.StatusCode ?? StatusCodes.Status200OK, result.Value);
            result.DeclaredType = typeof(Envelope);
        }
        else if (context.Result is EmptyResult && !context.HttpContext.Response.HasStarted)
        {
            context.Result = new OkObjectResult(new Envelope(StatusCodes.Status200OK, null));
        }
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
