using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Web.Errors;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>For operators and their load balancers.</summary>
[ApiController, Route("health"), AllowAnonymous, AnyVersion]
public sealed class HealthController : ControllerBase
{
    /// <summary>The process answers; nothing else is checked.</summary>
    [HttpGet, Produces("text/plain")]
    [ProducesResponseType<string>(StatusCodes.Status200OK)]
    public ContentResult Get() => Content("healthy", "text/plain");

    /// <summary>Whether the server can do its work.</summary>
    /// <response code="503">The database does not answer.</response>
    [HttpGet("ready")]
    public async Task<ActionResult<ReadinessDto>> Ready([FromServices] AppDb db, CancellationToken ct) =>
        await db.Database.CanConnectAsync(ct)
            ? new ReadinessDto("ready")
            : new ErrorResult(StatusCodes.Status503ServiceUnavailable, "not_ready", "The database does not answer.");
}

/// <param name="Status"><c>ready</c>.</param>
public sealed record ReadinessDto(string Status);
