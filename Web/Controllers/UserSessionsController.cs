using CoachingPlatform.Application;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Controllers;

/// <summary>The sessions of one user in all organizations. Only that user may ask.</summary>
[ApiController, Route("users/{userId}/coaching_sessions")]
public sealed class UserSessionsController(UserSessionService sessions) : ControllerBase
{
    /// <summary>The caller's sessions as coach or coachee, with what is asked for beside them.</summary>
    /// <param name="userId">The caller.</param>
    /// <param name="relationshipId">Only sessions of this relationship.</param>
    /// <param name="organizationId">Only sessions of this organization.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, the whole of it.</param>
    /// <param name="timeZone">The zone in which the days are meant; default UTC.</param>
    /// <param name="include">
    /// <c>relationship</c>, <c>organization</c> (with <c>relationship</c> only), <c>goal</c>, <c>agreements</c>, <c>topics</c>, with
    /// commas between them.
    /// </param>
    /// <param name="sortBy">Default when only an order is given: <c>date</c>.</param>
    /// <param name="sortOrder">Default when only a field is given: <c>asc</c>.</param>
    /// <param name="ct"></param>
    /// <response code="400">A part of the request cannot be read, or there is no such time zone (<c>invalid_timezone</c>).</response>
    /// <response code="403">It is somebody else's id.</response>
    /// <response code="422">The organization is asked for without the relationship.</response>
    [HttpGet]
    public Task<IReadOnlyList<UserSessionDto>> List(
        Guid userId,
        [FromQuery(Name = "coaching_relationship_id")] Guid? relationshipId,
        [FromQuery(Name = "organization_id")] Guid? organizationId,
        [FromQuery(Name = "from_date")] DateOnly? from,
        [FromQuery(Name = "to_date")] DateOnly? to,
        [FromQuery(Name = "tz")] string? timeZone,
        [FromQuery] string? include,
        [FromQuery(Name = "sort_by")] CoachingSessionSort? sortBy,
        [FromQuery(Name = "sort_order")] SortOrder? sortOrder,
        CancellationToken ct) =>
        sessions.ListAsync(
            userId, new UserSessionFilter(relationshipId, organizationId, from, to, timeZone), Parse(include), sortBy, sortOrder, User.Id(), ct);

    /// <summary>How many sessions the caller has in each month, as the caller's calendar shows it.</summary>
    /// <param name="userId">The caller.</param>
    /// <param name="from">First day, UTC.</param>
    /// <param name="to">Last day, UTC, the whole of it.</param>
    /// <param name="groupBy">Has to be <c>month</c>.</param>
    /// <param name="timeZone">The zone of the calendar.</param>
    /// <param name="relationshipId">Only sessions of this relationship.</param>
    /// <param name="organizationId">Only sessions of this organization.</param>
    /// <param name="ct"></param>
    /// <response code="400">A part of the request cannot be read, or there is no such time zone (<c>invalid_timezone</c>).</response>
    /// <response code="403">It is somebody else's id.</response>
    [HttpGet("counts")]
    public Task<SessionCountsDto> Count(
        Guid userId,
        [FromQuery(Name = "from_date"), BindRequired] DateOnly from,
        [FromQuery(Name = "to_date"), BindRequired] DateOnly to,
        [FromQuery(Name = "group_by"), BindRequired] string groupBy,
        [FromQuery(Name = "tz"), BindRequired] string timeZone,
        [FromQuery(Name = "coaching_relationship_id")] Guid? relationshipId,
        [FromQuery(Name = "organization_id")] Guid? organizationId,
        CancellationToken ct) =>
        groupBy == "month"
            ? sessions.CountByMonthAsync(userId, new UserSessionFilter(relationshipId, organizationId, from, to, timeZone), User.Id(), ct)
            : throw new BadRequestException("group_by: month is expected.");

    private static HashSet<SessionInclude> Parse(string? include) => CommaList.Parse<SessionInclude>(
        include, word => WireEnum.TryParse(typeof(SessionInclude), word, out var value) ? (SessionInclude)value : null,
        $"include: {string.Join(", ", WireEnum.NamesOf(typeof(SessionInclude)))} are expected.");
}
