namespace CoachingPlatform.Domain.Mail;

/// <summary>Messages that people can switch off; those about their account are not among them.</summary>
public enum MailKind
{
    /// <summary>Sessions and series that are scheduled, moved or cancelled.</summary>
    Invitations,

    /// <summary>Actions that are assigned to them.</summary>
    Actions,

    /// <summary>Sessions that begin soon.</summary>
    Reminders,
}
