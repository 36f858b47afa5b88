namespace CoachingPlatform.Domain.CoachingSessions;

/// <summary>Sessions that repeat. Each one is a session of its own; the series remembers the rule they were made from.</summary>
public sealed class CoachingSessionSeries : IVersioned
{
    private CoachingSessionSeries()
    {
    }

    public Guid Id { get; private set; }

    public Guid CoachingRelationshipId { get; private set; }

    public SeriesRule Rule { get; private set; } = null!;

    /// <summary>Calendar revision: grows with every new rule.</summary>
    public int IcalSequence { get; private set; }

    public Guid CreatedByUserId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public Guid Version { get; private set; }

    public static CoachingSessionSeries Create(Guid relationshipId, SeriesRule rule, Guid createdByUserId, DateTime now) => new()
    {
        Id = Guid.NewGuid(),
        CoachingRelationshipId = relationshipId,
        Rule = rule,
        CreatedByUserId = createdByUserId,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>
    /// Plans the sessions to come by a new rule: the n-th takes the n-th new start and keeps what is in it. Those that are added, and
    /// those for which the new rule has no place, are the caller's to save and to remove.
    /// </summary>
    /// <param name="coming">The sessions to come, by date.</param>
    /// <exception cref="RuleException">The rule contradicts itself, yields nothing or too much (<c>validation_error</c>).</exception>
    public (IReadOnlyList<CoachingSession> Added, IReadOnlyList<CoachingSession> Dropped) Reschedule(
        SeriesRule rule, IReadOnlyList<CoachingSession> coming, DateTime now)
    {
        var starts = rule.Recurrence.StartsFrom(rule.StartAt);
        (Rule, UpdatedAt) = (rule, now);
        IcalSequence++;
        foreach (var (session, start) in coming.Zip(starts))
            session.TakePlace(this, start, now);
        return (
            [.. starts.Skip(coming.Count).Select(start => CoachingSession.CreateOccurrence(this, start, now))],
            [.. coming.Skip(starts.Count)]);
    }

    /// <summary>The sessions that the rule yields, none of them hydrated.</summary>
    /// <exception cref="RuleException">The rule contradicts itself, yields nothing or too much (<c>validation_error</c>).</exception>
    public IReadOnlyList<CoachingSession> Plan(DateTime now) =>
        [.. Rule.Recurrence.StartsFrom(Rule.StartAt).Select(start => CoachingSession.CreateOccurrence(this, start, now))];
}
