using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

[ApiController, Route("organizations")]
public sealed class OrganizationsController(OrganizationService organizations) : ControllerBase
{
    /// <summary>The caller's organizations, oldest first; a super admin sees all.</summary>
    /// <param name="status"><c>active</c> (default), <c>archived</c> or <c>all</c>, in any case.</param>
    /// <param name="userId">Accepted and ignored: the answer is always about the caller.</param>
    [HttpGet]
    public Task<IReadOnlyList<OrganizationDto>> List(
        [FromQuery] string? status, [FromQuery(Name = "user_id")] string? userId, CancellationToken ct)
    {
        Request.RefuseOtherParameters("status", "user_id");
        object wanted = OrganizationStatus.Active;
        if (status is not null && !WireEnum.TryParse(typeof(OrganizationStatus), status.ToLowerInvariant(), out wanted!))
            throw new RuleException("The status is active, archived or all.");
        return organizations.ListAsync((OrganizationStatus)wanted, User.Id(), ct);
    }

    /// <summary>One organization.</summary>
    /// <response code="403">The caller does not belong to it.</response>
    /// <response code="404">No such organization.</response>
    [HttpGet("{id}")]
    public Task<OrganizationDto> Get(Guid id, CancellationToken ct) => organizations.GetAsync(id, User.Id(), ct);
}
