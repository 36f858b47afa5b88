using CoachingPlatform.Application.Announcements;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>Who works together. Members read their own; super admins create, archive and delete.</summary>
[ApiController, Route("organizations")]
public sealed class OrganizationsController(OrganizationService organizations, AnnouncementService announcements) : ControllerBase
{
    /// <summary>The caller's organizations, oldest first; a super admin sees all.</summary>
    /// <param name="status"><c>active</c> (default), <c>archived</c> or <c>all</c>, in any case.</param>
    /// <param name="userId">Accepted and ignored: the answer is always about the caller.</param>
    [HttpGet]
    public Task<IReadOnlyList<OrganizationDto>> List(
        [FromQuery] string? status, [FromQuery(Name = "user_id")] string? userId, [FromQuery(Name = "")] OrganizationFilter filter,
        CancellationToken ct)
    {
        Request.RefuseOtherParameters("status", "user_id", "limit", "after");
        object wanted = OrganizationStatus.Active;
        if (status is not null && !WireEnum.TryParse(typeof(OrganizationStatus), status.ToLowerInvariant(), out wanted!))
            throw new RuleException("The status is active, archived or all.");
        return organizations.ListAsync(filter, (OrganizationStatus)wanted, User.Id(), ct);
    }

    /// <summary>One organization.</summary>
    /// <response code="403">The caller does not belong to it.</response>
    /// <response code="404">No such organization.</response>
    [HttpGet("{id}")]
    public Task<OrganizationDto> Get(Guid id, CancellationToken ct) => organizations.GetAsync(id, User.Id(), ct);

    /// <summary>Founds an organization; nobody belongs to it yet. For super admins.</summary>
    /// <response code="403">The caller is not super admin.</response>
    /// <response code="409">
    /// Another one has this name, or one so similar that its slug is the same (<c>organization_name_taken</c>).
    /// </response>
    [HttpPost]
    [ProducesResponseType<OrganizationDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<OrganizationDto>> Create(OrganizationRequest request, CancellationToken ct)
    {
        var organization = await organizations.CreateAsync(request, User.Id(), ct);
        return Created($"{Request.PathBase}/organizations/{organization.Id}", organization);
    }

    /// <summary>Renames an organization; its members receive <c>organization_changed</c>. For super admins.</summary>
    /// <response code="403">The caller is not super admin.</response>
    /// <response code="404">No such organization.</response>
    /// <response code="409">Another one has this name or its slug (<c>organization_name_taken</c>).</response>
    [HttpPut("{id}")]
    public Task<OrganizationDto> Update(Guid id, OrganizationRequest request, CancellationToken ct) =>
        organizations.UpdateAsync(id, request, User.Id(), ct);

    /// <summary>Deletes an organization without members and relationships. For super admins.</summary>
    /// <response code="403">The caller is not super admin.</response>
    /// <response code="404">No such organization.</response>
    /// <response code="409">It is not empty (<c>organization_not_empty</c>); <c>details</c> counts what is left.</response>
    [HttpDelete("{id}")]
    public async Task<DeletedDto> Delete(Guid id, CancellationToken ct)
    {
        await organizations.DeleteAsync(id, User.Id(), ct);
        return new DeletedDto(id);
    }

    /// <summary>
    /// Hides an organization from lists and lets nothing new into it; its members receive <c>organization_changed</c>. Doing it
    /// twice changes nothing. For super admins.
    /// </summary>
    /// <response code="403">The caller is not super admin.</response>
    /// <response code="404">No such organization.</response>
    [HttpPost("{id}/archive")]
    public Task<OrganizationDto> Archive(Guid id, CancellationToken ct) => organizations.ArchiveAsync(id, true, User.Id(), ct);

    /// <summary>Makes an organization active again; its members receive <c>organization_changed</c>. For super admins.</summary>
    /// <response code="403">The caller is not super admin.</response>
    /// <response code="404">No such organization.</response>
    [HttpPost("{id}/unarchive")]
    public Task<OrganizationDto> Unarchive(Guid id, CancellationToken ct) => organizations.ArchiveAsync(id, false, User.Id(), ct);

    /// <summary>Says something to all members, who receive <c>announcement</c>. For those who run the organization.</summary>
    /// <response code="403">The caller does not run it.</response>
    /// <response code="404">No such organization; only a super admin learns this.</response>
    [HttpPost("{id}/announcements")]
    public Task<Announcement> Announce(Guid id, AnnouncementRequest request, CancellationToken ct) =>
        announcements.AnnounceAsync(id, request, User.Id(), ct);
}
