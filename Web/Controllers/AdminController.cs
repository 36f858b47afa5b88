using CoachingPlatform.Application.Announcements;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Metrics;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Controllers;

/// <summary>For administrators.</summary>
[ApiController, Route("admin")]
public sealed class AdminController(
    ForceLogoutService forceLogout, AnnouncementService announcements, MetricsService metrics) : ControllerBase
{
    /// <summary>
    /// Signs somebody out everywhere: all login sessions end, each of their streams receives <c>force_logout</c> and ends.
    /// </summary>
    /// <param name="userId">Who is signed out.</param>
    /// <param name="request">May be left out.</param>
    /// <param name="ct"></param>
    /// <response code="403">The caller is neither super admin nor administrator of an organization that the user belongs to.</response>
    /// <response code="404">No such user.</response>
    [HttpPost("force_logout/{userId}"), VersionOptionalForScripts]
    public Task<ForceLogoutDto> ForceLogout(
        Guid userId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ForceLogoutRequest? request, CancellationToken ct) =>
        forceLogout.ForceLogoutAsync(userId, request?.Reason, User.Id(), ct);

    /// <summary>Says something to everybody, who receives <c>announcement</c>. For super admins.</summary>
    /// <response code="403">The caller is not super admin.</response>
    [HttpPost("announcements")]
    public Task<Announcement> Announce(AnnouncementRequest request, CancellationToken ct) =>
        announcements.AnnounceAsync(request, User.Id(), ct);

    /// <summary>What the instance that answers measures of itself: streams, events, mail. For super admins.</summary>
    /// <response code="403">The caller is not super admin.</response>
    [HttpGet("metrics")]
    public Task<InstanceMetricsDto> ReadMetrics(CancellationToken ct) => metrics.ReadAsync(User.Id(), ct);
}
