using System.Text.Json.Serialization;

namespace CoachingPlatform.Application.Mail;

/// <summary>A message to be written. Links in it are made when it is written, so that no secret waits in the queue.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(WelcomeMail), "welcome")]
[JsonDerivedType(typeof(AddedToOrganizationMail), "added_to_organization")]
[JsonDerivedType(typeof(PasswordResetMail), "password_reset")]
[JsonDerivedType(typeof(EmailChangeMail), "email_change")]
[JsonDerivedType(typeof(EmailChangeNoticeMail), "email_change_notice")]
public abstract record MailJob;

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
