using System.Security.Cryptography;

namespace CoachingPlatform.Domain.Mail;

/// <summary>Which messages somebody wants; without any, all of them.</summary>
public sealed class MailPreferences
{
    /// <summary>32 random bytes.</summary>
    public const int UnsubscribeKeyLength = 32;

    private MailPreferences()
    {
    }

    public Guid UserId { get; private set; }

    public bool Invitations { get; private set; } = true;

    public bool Actions { get; private set; } = true;

    public bool Reminders { get; private set; } = true;

    /// <summary>With which the links are signed that switch messages off without signing in.</summary>
    public byte[] UnsubscribeKey { get; private set; } = [];

    public static MailPreferences Create(Guid userId) =>
        new() { UserId = userId, UnsubscribeKey = RandomNumberGenerator.GetBytes(UnsubscribeKeyLength) };

    public bool Wants(MailKind kind) => kind switch
    {
        MailKind.Invitations => Invitations,
        MailKind.Actions => Actions,
        _ => Reminders,
    };

    /// <summary>Null keeps what is there.</summary>
    public void Update(bool? invitations, bool? actions, bool? reminders) => (Invitations, Actions, Reminders) = (
        invitations ?? Invitations, actions ?? Actions, reminders ?? Reminders);

    public void SwitchOff(MailKind kind)
    {
        Invitations &= kind != MailKind.Invitations;
        Actions &= kind != MailKind.Actions;
        Reminders &= kind != MailKind.Reminders;
    }
}
