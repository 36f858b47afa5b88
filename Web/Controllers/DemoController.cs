using CoachingPlatform.Infrastructure;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>For the live page.</summary>
[ApiController, Route("demo"), AllowAnonymous, AnyVersion]
public sealed class DemoController : ControllerBase
{
    /// <summary>
    /// Whom somebody who tries this server out can sign in as; nobody, unless it was set up for that (<c>Seed:DemoData</c>).
    /// </summary>
    [HttpGet]
    public Task<IReadOnlyList<DemoPersonDto>> List([FromServices] DemoPeople people, CancellationToken ct) => people.ListAsync(ct);
}
