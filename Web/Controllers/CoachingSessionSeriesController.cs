using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Controllers;

/// <summary>Sessions that repeat. Each change sends <c>coaching_session_series_changed</c> to coach and coachee.</summary>
[ApiController, Route("coaching_session_series")]
public sealed class CoachingSessionSeriesController(CoachingSessionSeriesService series) : ControllerBase
{
    /// <summary>The series of one relationship, the newest first.</summary>
    /// <param name="relationshipId">The coaching relationship.</param>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such relationship.</response>
    [HttpGet]
    public Task<IReadOnlyList<CoachingSessionSeriesDto>> List(
        [FromQuery(Name = "coaching_relationship_id"), BindRequired] Guid relationshipId, CancellationToken ct) =>
        series.ListAsync(relationshipId, User.Id(), ct);

    /// <summary>One series with all its sessions, past and to come.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such series.</response>
    [HttpGet("{id}")]
    public Task<SeriesWithSessionsDto> Get(Guid id, CancellationToken ct) => series.GetAsync(id, User.Id(), ct);

    /// <summary>
    /// Plans a series. Its sessions are hydrated (get their document, goals and topics) when somebody first opens them. Only the coach
    /// may.
    /// </summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such relationship.</response>
    /// <response code="409">The organization is archived (<c>organization_archived</c>).</response>
    [HttpPost]
    [ProducesResponseType<SeriesWithSessionsDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<SeriesWithSessionsDto>> Create(CreateCoachingSessionSeriesRequest request, CancellationToken ct)
    {
        var created = await series.CreateAsync(request, User.Id(), ct);
        return Created($"{Request.PathBase}/coaching_session_series/{created.Series.Id}", created);
    }

    /// <summary>Plans the sessions to come anew, and answers with them; those of the past stay. Only the coach may.</summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such series.</response>
    /// <response code="409">A session to come still has actions, agreements or notes (<c>session_not_empty</c>).</response>
    /// <response code="422">The start lies in the past, or the rule contradicts itself, yields nothing or too much.</response>
    [HttpPut("{id}")]
    public Task<SeriesWithSessionsDto> Reschedule(Guid id, RescheduleCoachingSessionSeriesRequest request, CancellationToken ct) =>
        series.RescheduleAsync(id, request, User.Id(), ct);

    /// <summary>Deletes the series and its sessions to come; those of the past stay as one-offs. Only the coach may.</summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such series.</response>
    /// <response code="409">A session to come still has actions, agreements or notes (<c>session_not_empty</c>).</response>
    [HttpDelete("{id}")]
    public async Task<DeletedDto> Delete(Guid id, CancellationToken ct)
    {
        await series.DeleteAsync(id, User.Id(), ct);
        return new DeletedDto(id);
    }
}
