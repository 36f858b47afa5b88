using System.Text.Json.Serialization;

namespace CoachingPlatform.Application.Mail;

/// <summary>Where a use case leaves a message to be written and sent in the background: no request waits for mail.</summary>
public interface IMailQueue
{
    /// <summary>Adds a message to the unit of work: it is sent if and only if that is committed.</summary>
    void Add(MailJob job);
}

/// <summary>A message to be written. Links in it are made when it is written, so that no secret waits in the queue.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(WelcomeMail), "welcome")]
[JsonDerivedType(typeof(AddedToOrganizationMail), "added_to_organization")]
[JsonDerivedType(typeof(PasswordResetMail), "password_reset")]
public abstract record MailJob;

/// <summary>An invitation to choose a password.</summary>
public sealed record WelcomeMail(Guid UserId, Guid InviterId) : MailJob;

/// <summary>Somebody with an account belongs to one more organization.</summary>
public sealed record AddedToOrganizationMail(Guid UserId, Guid OrganizationId, Guid InviterId) : MailJob;

/// <summary>A link to choose a new password, when there is an account with this address.</summary>
public sealed record PasswordResetMail(string Email) : MailJob;
