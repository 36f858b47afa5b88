namespace CoachingPlatform.Domain.CoachingSessions;

/// <summary>One meeting of a coach and a coachee.</summary>
public sealed class CoachingSession : IVersioned
{
    public const int TitleMaxLength = 500;
    public const int MeetingUrlMaxLength = 500;
    public const int MinDurationMinutes = 1;
    public const int MaxDurationMinutes = 480;

    private CoachingSession()
    {
    }

    public Guid Id { get; private set; }

    public Guid CoachingRelationshipId { get; private set; }

    /// <summary>Null for a one-off session.</summary>
    public Guid? CoachingSessionSeriesId { get; private set; }

    /// <summary>Start, UTC. It may lie in the past.</summary>
    public DateTime Date { get; private set; }

    public int DurationMinutes { get; private set; }

    /// <summary>Trimmed; null when nobody has named the session.</summary>
    public string? Title { get; private set; }

    /// <summary>http or https; null or empty: none.</summary>
    public string? MeetingUrl { get; private set; }

    public MeetingProvider? Provider { get; private set; }

    /// <summary>Name of the shared notes document; null until the session is hydrated.</summary>
    public string? CollabDocumentName { get; private set; }

    /// <summary>Calendar revision: grows with every change that an invitation shows.</summary>
    public int IcalSequence { get; private set; }

    /// <summary>Original start of an occurrence of a series, UTC; null for a one-off session.</summary>
    public DateTime? IcalRecurrenceId { get; private set; }

    /// <summary>When the session was hydrated (got its document and the goals and topics that it takes over), UTC; null: not yet.</summary>
    public DateTime? HydratedAt { get; private set; }

    /// <summary>When the participants were last told the start, UTC.</summary>
    public DateTime NoticeGivenAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public Guid Version { get; private set; }

    /// <summary>A one-off session, hydrated at once.</summary>
    /// <param name="date">Start, UTC; seconds are cut off.</param>
    /// <exception cref="RuleException">Duration, title or meeting address out of bounds (<c>validation_error</c>).</exception>
    public static CoachingSession Create(
        Guid relationshipId, DateTime date, int durationMinutes, string? title, string? meetingUrl, MeetingProvider? provider,
        string documentPrefix, DateTime now)
    {
        var session = Create(relationshipId, date, durationMinutes, now);
        (session.Title, session.MeetingUrl, session.Provider) = (NormalizeTitle(title), ValidMeetingUrl(meetingUrl), provider);
        session.Hydrate(documentPrefix, now);
        return session;
    }

    /// <summary>One session of a series; it is hydrated when somebody first opens it.</summary>
    /// <exception cref="RuleException">The duration is out of bounds (<c>validation_error</c>).</exception>
    internal static CoachingSession CreateOccurrence(CoachingSessionSeries series, DateTime date, DateTime now)
    {
        var session = Create(series.CoachingRelationshipId, date, series.Rule.DurationMinutes, now);
        (session.CoachingSessionSeriesId, session.IcalRecurrenceId) = (series.Id, session.Date);
        return session;
    }

    /// <summary>Gives a new session an address where it meets, unless it has one.</summary>
    /// <exception cref="RuleException">It is not an http or https address (<c>validation_error</c>).</exception>
    public void MeetAt(string url)
    {
        if (string.IsNullOrEmpty(MeetingUrl))
            MeetingUrl = ValidMeetingUrl(url);
    }

    /// <summary>Moves an occurrence to another place in its series.</summary>
    internal void TakePlace(CoachingSessionSeries series, DateTime date, DateTime now)
    {
        Reschedule(date, series.Rule.DurationMinutes, null, null, now);
        IcalRecurrenceId = date;
    }

    /// <summary>Gives the session its shared document.</summary>
    public void Hydrate(string documentPrefix, DateTime now)
    {
        CollabDocumentName = $"{documentPrefix}.{Id}-v0";
        HydratedAt = now;
        UpdatedAt = now;
    }

    /// <summary>Null keeps what is there.</summary>
    /// <exception cref="RuleException">Duration or meeting address out of bounds (<c>validation_error</c>).</exception>
    public void Reschedule(DateTime date, int? durationMinutes, string? meetingUrl, MeetingProvider? provider, DateTime now)
    {
        var duration = ValidDuration(durationMinutes ?? DurationMinutes);
        var url = ValidMeetingUrl(meetingUrl) ?? MeetingUrl;
        if ((date, duration, url) != (Date, DurationMinutes, MeetingUrl))
            IcalSequence++;
        (Date, DurationMinutes, MeetingUrl) = (date, duration, url);
        Provider = provider ?? Provider;
        UpdatedAt = now;
    }

    /// <summary>A blank title is none.</summary>
    /// <exception cref="RuleException">The title is too long (<c>validation_error</c>).</exception>
    public void Rename(string? title, DateTime now)
    {
        var normalized = NormalizeTitle(title);
        if (normalized == Title)
            return;
        Title = normalized;
        IcalSequence++;
        UpdatedAt = now;
    }

    private static CoachingSession Create(Guid relationshipId, DateTime date, int durationMinutes, DateTime now) => new()
    {
        Id = Guid.NewGuid(),
        CoachingRelationshipId = relationshipId,
        Date = date.AddTicks(-(date.Ticks % TimeSpan.TicksPerMinute)),
        DurationMinutes = ValidDuration(durationMinutes),
        NoticeGivenAt = now,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <exception cref="RuleException">It is out of bounds (<c>validation_error</c>).</exception>
    internal static int ValidDuration(int minutes) =>
        minutes is >= MinDurationMinutes and <= MaxDurationMinutes
            ? minutes
            : throw new RuleException($"A session lasts between {MinDurationMinutes} and {MaxDurationMinutes} minutes.");

    private static string? NormalizeTitle(string? title)
    {
        if (string.IsNullOrWhiteSpace(title))
            return null;
        var trimmed = title.Trim();
        return trimmed.EnumerateRunes().Count() <= TitleMaxLength
            ? trimmed
            : throw new RuleException($"A session title has at most {TitleMaxLength} characters.");
    }

    private static string? ValidMeetingUrl(string? url) =>
        url is null || url.Length <= MeetingUrlMaxLength
            ? WebAddress.Ensure(url)
            : throw new RuleException($"A meeting address has at most {MeetingUrlMaxLength} characters.");
}
