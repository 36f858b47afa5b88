using CoachingPlatform.Application.Topics;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>What to talk about in a session. After every change coach and coachee receive <c>topics_changed</c>.</summary>
[ApiController, Route("coaching_sessions/{sessionId}/topics")]
public sealed class TopicsController(TopicService topics) : ControllerBase
{
    /// <summary>The topics of the session, in their order.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet]
    public Task<IReadOnlyList<TopicDto>> List(Guid sessionId, CancellationToken ct) => topics.ListAsync(sessionId, User.Id(), ct);

    /// <summary>Brings a topic up, after the others.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpPost]
    [ProducesResponseType<TopicDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<TopicDto>> Create(Guid sessionId, CreateTopicRequest request, CancellationToken ct)
    {
        var topic = await topics.CreateAsync(sessionId, request, User.Id(), ct);
        return Created($"{Request.PathBase}/coaching_sessions/{sessionId}/topics/{topic.Id}", topic);
    }

    /// <summary>Rewords a topic.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session, or no such topic in it.</response>
    [HttpPut("{topicId}")]
    public Task<TopicDto> Update(Guid sessionId, Guid topicId, UpdateTopicRequest request, CancellationToken ct) =>
        topics.UpdateAsync(sessionId, topicId, request, User.Id(), ct);

    /// <summary>Arranges all topics of the session anew and answers with the whole list.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpPatch("reorder")]
    public Task<IReadOnlyList<TopicDto>> Reorder(Guid sessionId, ReorderTopicsRequest request, CancellationToken ct) =>
        topics.ReorderAsync(sessionId, request.OrderedIds, User.Id(), ct);

    /// <summary>Says how much a topic matters. Only the coachee may.</summary>
    /// <response code="403">The caller is not the coachee.</response>
    /// <response code="404">No such session, or no such topic in it.</response>
    [HttpPatch("{topicId}/rating")]
    public Task<TopicDto> Rate(Guid sessionId, Guid topicId, RateTopicRequest request, CancellationToken ct) =>
        topics.RateAsync(sessionId, topicId, request.Priority, User.Id(), ct);

    /// <summary>
    /// Marks a topic as open or discussed, or defers it: to the relationship's next session, where it is open again, or held
    /// where it is while there is none. The answer says where it is now.
    /// </summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session, or no such topic in it.</response>
    [HttpPatch("{topicId}/status")]
    public Task<TopicDto> ChangeStatus(Guid sessionId, Guid topicId, ChangeTopicStatusRequest request, CancellationToken ct) =>
        topics.ChangeStatusAsync(sessionId, topicId, request.Status, User.Id(), ct);

    /// <summary>Deletes a topic; it can be undone by who brought it up and by who deleted it.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session or topic, or the caller neither brought it up nor is the coach.</response>
    [HttpDelete("{topicId}")]
    public async Task<DeletedDto> Delete(Guid sessionId, Guid topicId, CancellationToken ct)
    {
        await topics.DeleteAsync(sessionId, topicId, User.Id(), ct);
        return new DeletedDto(topicId);
    }

    /// <summary>Takes the last deferral or deletion back. To be asked of the session in which the topic is now.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session or topic, or it was deleted, and the caller neither brought it up nor deleted it.</response>
    /// <response code="422">There is nothing to undo.</response>
    [HttpPost("{topicId}/undo")]
    public Task<TopicDto> Undo(Guid sessionId, Guid topicId, CancellationToken ct) => topics.UndoAsync(sessionId, topicId, User.Id(), ct);
}
