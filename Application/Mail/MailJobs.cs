using System.Text.Json.Serialization;
using CoachingPlatform.Domain.CoachingSessions;

namespace CoachingPlatform.Application.Mail;

/// <summary>A message to be written. Links in it are made when it is written, so that no secret waits in the queue.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(WelcomeMail), "welcome")]
[JsonDerivedType(typeof(AddedToOrganizationMail), "added_to_organization")]
[JsonDerivedType(typeof(PasswordResetMail), "password_reset")]
[JsonDerivedType(typeof(EmailChangeMail), "email_change")]
[JsonDerivedType(typeof(EmailChangeNoticeMail), "email_change_notice")]
[JsonDerivedType(typeof(SessionScheduledMail), "session_scheduled")]
[JsonDerivedType(typeof(SessionRescheduledMail), "session_rescheduled")]
[JsonDerivedType(typeof(SessionCancelledMail), "session_cancelled")]
[JsonDerivedType(typeof(SeriesScheduledMail), "series_scheduled")]
[JsonDerivedType(typeof(SeriesRescheduledMail), "series_rescheduled")]
[JsonDerivedType(typeof(SeriesCancelledMail), "series_cancelled")]
[JsonDerivedType(typeof(ActionAssignedMail), "action_assigned")]
[JsonDerivedType(typeof(SessionReminderMail), "session_reminder")]
public abstract record MailJob
{
    /// <summary>
    /// What the message is about and to whom, for those of which several within a moment become one; null: it is sent at once and alone.
    /// </summary>
    public virtual string? Gathers() => null;

    /// <summary>The message that takes the place of an earlier one that was not sent yet and of this one.</summary>
    /// <returns>Null: the two together are nothing to write about.</returns>
    public virtual MailJob? After(MailJob earlier) => this;
}

/// <summary>An invitation to choose a password.</summary>
public sealed record WelcomeMail(Guid UserId, Guid InviterId) : MailJob;

/// <summary>Somebody with an account belongs to one more organization.</summary>
public sealed record AddedToOrganizationMail(Guid UserId, Guid OrganizationId, Guid InviterId) : MailJob;

/// <summary>A link to choose a new password, when there is an account with this address.</summary>
public sealed record PasswordResetMail(string Email) : MailJob;

/// <summary>A link that confirms an address, to that address; no message when another account has it.</summary>
public sealed record EmailChangeMail(Guid UserId) : MailJob;

/// <summary>Tells the old address that another one was asked for.</summary>
public sealed record EmailChangeNoticeMail(Guid UserId, string OldEmail, string NewEmail) : MailJob;

/// <summary>A new session, with an invitation.</summary>
public sealed record SessionScheduledMail(Guid UserId, Guid SessionId) : MailJob
{
    public override string Gathers() => $"{SessionId}/{UserId}";
}

/// <summary>Another start or duration.</summary>
/// <param name="PreviousStart">What the person was told before, UTC.</param>
public sealed record SessionRescheduledMail(Guid UserId, Guid SessionId, DateTime PreviousStart, int PreviousMinutes) : MailJob
{
    public override string Gathers() => $"{SessionId}/{UserId}";

    /// <summary>Who was not told of the session yet learns where it is now; otherwise what they were told last counts as before.</summary>
    public override MailJob After(MailJob earlier) => earlier;
}

/// <summary>A session that is gone: all that the message says of it stands here.</summary>
/// <param name="SeriesId">The series that it was part of; null: none.</param>
/// <param name="RecurrenceId">Its original start in that series, UTC.</param>
/// <param name="Sequence">Calendar revision of the cancellation.</param>
public sealed record SessionCancelledMail(
    Guid UserId, Guid RelationshipId, Guid SessionId, Guid? SeriesId, DateTime? RecurrenceId, DateTime Start, int Minutes, int Sequence)
    : MailJob
{
    public override string Gathers() => $"{SessionId}/{UserId}";

    public override MailJob? After(MailJob earlier) => earlier switch
    {
        SessionScheduledMail => null,   // nobody knew of it
        SessionRescheduledMail moved => this with { Start = moved.PreviousStart, Minutes = moved.PreviousMinutes },
        _ => this,
    };
}

/// <summary>Sessions that repeat, with one invitation for all of them.</summary>
public sealed record SeriesScheduledMail(Guid UserId, Guid SeriesId) : MailJob
{
    public override string Gathers() => $"{SeriesId}/{UserId}";
}

/// <summary>Another rule.</summary>
/// <param name="PreviousRule">What the person was told before.</param>
public sealed record SeriesRescheduledMail(Guid UserId, Guid SeriesId, SeriesRule PreviousRule) : MailJob
{
    public override string Gathers() => $"{SeriesId}/{UserId}";

    public override MailJob After(MailJob earlier) => earlier;
}

/// <summary>A series that is gone.</summary>
/// <param name="Count">How many sessions were still to come.</param>
/// <param name="First">The first of them, UTC.</param>
/// <param name="Last">The last of them, UTC.</param>
/// <param name="Sequence">Calendar revision of the cancellation.</param>
public sealed record SeriesCancelledMail(
    Guid UserId, Guid RelationshipId, Guid SeriesId, SeriesRule Rule, int Count, DateTime First, DateTime Last, int Sequence) : MailJob
{
    public override string Gathers() => $"{SeriesId}/{UserId}";

    public override MailJob? After(MailJob earlier) => earlier is SeriesScheduledMail ? null : this;
}

/// <summary>Something to do.</summary>
/// <param name="AssignerId">Who has assigned it.</param>
public sealed record ActionAssignedMail(Guid UserId, Guid ActionId, Guid AssignerId) : MailJob;

/// <summary>A session that begins soon.</summary>
/// <param name="Start">The start that it is about, UTC; where the session has moved since, there is no message.</param>
public sealed record SessionReminderMail(Guid UserId, Guid SessionId, DateTime Start) : MailJob;
