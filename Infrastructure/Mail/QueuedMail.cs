namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>A message that waits to be written and sent; its row is deleted once it is, and kept when it cannot be.</summary>
public sealed class QueuedMail
{
    public const int JobMaxLength = 1_000;
    public const int GathersMaxLength = 80;
    public const int FailureMaxLength = 300;

    public long Id { get; private set; }

    /// <summary>JSON of the job.</summary>
    public required string Job { get; init; }

    /// <summary>Those with the same text here that were not sent yet become one message; null: it is sent alone.</summary>
    public string? Gathers { get; init; }

    /// <summary>How often sending it has been begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>When it is due (again), UTC. Whoever begins to send it moves this on, so that nobody else does.</summary>
    public required DateTime DueAt { get; init; }

    /// <summary>When it was given up, UTC: it is kept, and not tried again. Null while it waits.</summary>
    public DateTime? GivenUpAt { get; private set; }

    /// <summary>Why sending it failed the last time; null: it has not failed.</summary>
    public string? Failure { get; private set; }
}
