using Microsoft.AspNetCore.Mvc.Filters;

namespace CoachingPlatform.Web;

/// <summary>The action checks or sets a password: it runs when it is its turn.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TakesPasswordTurnAttribute : Attribute, IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var turns = context.HttpContext.RequestServices.GetRequiredService<PasswordTurns>();
        using var turn = await turns.WaitAsync(context.HttpContext.RequestAborted);
        await next();
    }
}
