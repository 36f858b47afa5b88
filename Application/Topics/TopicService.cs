using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Topics;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Topics;

/// <summary>
/// Topics belong to a session; its coach and its coachee bring them up, arrange and defer them. A topic that is not of the
/// session in the path does not exist. Changes work under the relationship's lock, because places in a list depend on each
/// other, also across sessions.
/// </summary>
public sealed class TopicService(IAppDb db, IOutbox outbox, IMapper mapper, TimeProvider clock)
{
    public async Task<IReadOnlyList<TopicDto>> ListAsync(Guid sessionId, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        return await ReadAsync(sessionId, ct);
    }

    public Task<TopicDto> CreateAsync(Guid sessionId, CreateTopicRequest request, Guid callerId, CancellationToken ct) =>
        ChangeAsync(sessionId, callerId, async _ =>
        {
            var topic = Topic.Create(
                sessionId, callerId, request.Body, request.Priority, await db.NextPlaceAsync(sessionId, ct), clock.UtcNow());
            db.Topics.Add(topic);
            return topic;
        }, ct);

    public Task<TopicDto> UpdateAsync(Guid sessionId, Guid topicId, UpdateTopicRequest request, Guid callerId, CancellationToken ct) =>
        ChangeAsync(sessionId, callerId, async _ =>
        {
            var topic = await LoadAsync(sessionId, topicId, ct);
            topic.Reword(request.Body, clock.UtcNow());
            return topic;
        }, ct);

    /// <exception cref="ForbiddenException">Only the coachee says what matters most.</exception>
    public Task<TopicDto> RateAsync(Guid sessionId, Guid topicId, TopicPriority? priority, Guid callerId, CancellationToken ct) =>
        ChangeAsync(sessionId, callerId, async participants =>
        {
            if (callerId != participants.CoacheeId)
                throw new ForbiddenException("Only the coachee rates topics.");
            var topic = await LoadAsync(sessionId, topicId, ct);
            topic.Rate(priority, clock.UtcNow());
            return topic;
        }, ct);

    /// <summary>
    /// Deferring moves the topic to the relationship's next session, where it is open again; without one it is held where it
    /// is. The answer says where the topic is now.
    /// </summary>
    public Task<TopicDto> ChangeStatusAsync(Guid sessionId, Guid topicId, TopicStatus status, Guid callerId, CancellationToken ct) =>
        ChangeAsync(sessionId, callerId, async participants =>
        {
            var topic = await LoadAsync(sessionId, topicId, ct);
            if (status != TopicStatus.Deferred)
                topic.ChangeStatus(status, clock.UtcNow());
            else if (await NextSessionAsync(sessionId, participants.RelationshipId, ct) is { } next)
                topic.MoveTo(next, await db.NextPlaceAsync(next, ct), callerId, clock.UtcNow());
            else
                topic.Hold(callerId, clock.UtcNow());
            return topic;
        }, ct);

    /// <exception cref="RuleException">The ids are not exactly those of the session's topics.</exception>
    public async Task<IReadOnlyList<TopicDto>> ReorderAsync(
        Guid sessionId, IReadOnlyList<Guid> orderedIds, Guid callerId, CancellationToken ct)
    {
        await CommitAsync(sessionId, callerId, async _ =>
        {
            var topics = await db.LiveTopics(sessionId).ToDictionaryAsync(t => t.Id, ct);
            if (orderedIds.Count != topics.Count || !topics.Keys.ToHashSet().SetEquals(orderedIds))
                throw new RuleException("The new order has to name each topic of the session once.");
            for (var place = 0; place < orderedIds.Count; place++)
                topics[orderedIds[place]].PlaceAt(place, clock.UtcNow());
            return null;
        }, ct);
        return await ReadAsync(sessionId, ct);
    }

    /// <summary>Who brought the topic up, and the coach, may delete it; for others it does not exist.</summary>
    public Task DeleteAsync(Guid sessionId, Guid topicId, Guid callerId, CancellationToken ct) =>
        CommitAsync(sessionId, callerId, async participants =>
        {
            var topic = await LoadAsync(sessionId, topicId, ct);
            if (callerId != topic.UserId && callerId != participants.CoachId)
                throw new NotFoundException("topic");
            topic.Delete(callerId, clock.UtcNow());
            return topic;
        }, ct);

    /// <summary>
    /// Brings back what the last deferral or deletion changed; a deletion only for who brought the topic up and for who deleted it.
    /// </summary>
    /// <exception cref="RuleException">There is nothing to undo.</exception>
    public Task<TopicDto> UndoAsync(Guid sessionId, Guid topicId, Guid callerId, CancellationToken ct) =>
        ChangeAsync(sessionId, callerId, async _ =>
        {
            var topic = await db.Topics.SingleOrDefaultAsync(t => t.Id == topicId && t.CoachingSessionId == sessionId, ct);
            if (topic is null || !topic.IsWithinReachOf(callerId))
                throw new NotFoundException("topic");
            topic.Undo(clock.UtcNow());
            if (topic.MovedFromSessionId is { } origin && !await db.CoachingSessions.AnyAsync(s => s.Id == origin, ct))
                topic.ForgetOrigin();
            return topic;
        }, ct);

    /// <summary>
    /// What all changes have in common: access, the lock, one event for the session, or two when the topic is in another one
    /// afterwards; first for where it is, then for where it was.
    /// </summary>
    /// <param name="change">Returns the topic that was changed; null when it was the list as a whole.</param>
    private async Task<Topic?> CommitAsync(
        Guid sessionId, Guid callerId, Func<Participants, Task<Topic?>> change, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        return await db.LockRelationshipAsync(participants.RelationshipId, async () =>
        {
            var topic = await change(participants);
            foreach (var changedSession in new[] { topic?.CoachingSessionId ?? sessionId, sessionId }.Distinct())
                outbox.Add(participants.Recipients, new TopicsChanged(changedSession));
            return topic;
        }, ct);
    }

    private async Task<TopicDto> ChangeAsync(
        Guid sessionId, Guid callerId, Func<Participants, Task<Topic?>> change, CancellationToken ct) =>
        mapper.Map<TopicDto>(await CommitAsync(sessionId, callerId, change, ct));

    private async Task<Topic> LoadAsync(Guid sessionId, Guid topicId, CancellationToken ct) =>
        await db.LiveTopics(sessionId).SingleOrDefaultAsync(t => t.Id == topicId, ct) ?? throw new NotFoundException("topic");

    private async Task<Guid?> NextSessionAsync(Guid sessionId, Guid relationshipId, CancellationToken ct)
    {
        var date = await db.CoachingSessions.Where(s => s.Id == sessionId).Select(s => (DateTime?)s.Date).SingleOrDefaultAsync(ct)
            ?? throw new NotFoundException("coaching session");
        return await db.CoachingSessions
            .Where(s => s.CoachingRelationshipId == relationshipId && s.Date > date)
            .OrderBy(s => s.Date).ThenBy(s => s.Id)
            .Select(s => (Guid?)s.Id)
            .FirstOrDefaultAsync(ct);
    }

    private async Task<List<TopicDto>> ReadAsync(Guid sessionId, CancellationToken ct) =>
        await db.LiveTopics(sessionId).AsNoTracking()
            .OrderBy(t => t.DisplayOrder).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id)
            .ProjectTo<TopicDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
}
