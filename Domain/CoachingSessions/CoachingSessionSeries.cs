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

    public void Reschedule(SeriesRule rule, DateTime now)
    {
        Rule = rule;
        IcalSequence++;
        UpdatedAt = now;
    }

    /// <summary>The sessions that the rule yields, none of them set up.</summary>
    /// <exception cref="RuleException">The rule contradicts itself, yields nothing or too much (<c>validation_error</c>).</exception>
    public IReadOnlyList<CoachingSession> Plan(DateTime now) =>
        [.. Rule.Recurrence.StartsFrom(Rule.StartAt).Select(start => CoachingSession.CreateOccurrence(this, start, now))];
}

/// <param name="StartAt">First start, UTC.</param>
/// <param name="DurationMinutes">1 to 480.</param>
public sealed record SeriesRule(DateTime StartAt, Recurrence Recurrence, int DurationMinutes);
