using System.ComponentModel.DataAnnotations;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>Settings of mail, section <c>Mail</c>.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    private const string NoFrontend = "http://localhost:3000";

    /// <summary>Sender of every message.</summary>
    [Required]
    public string From { get; init; } = "Coaching Platform <no-reply@localhost>";

    /// <summary>Without an SMTP server every message becomes a file here; relative to the content root. Default <c>data/mail</c>.</summary>
    [Required]
    public string Folder { get; init; } = "data/mail";

    /// <summary>
    /// Root of the web frontend, for links. The default, <c>http://localhost:3000</c>, stands for none: links lead to this server's own
    /// pages then.
    /// </summary>
    [Required]
    public string FrontendUrl { get; init; } = NoFrontend;

    public bool HasFrontend => FrontendUrl != NoFrontend;

    /// <summary>Pages of the frontend that links lead to.</summary>
    [Required]
    public string SetupPath { get; init; } = "/setup/{token}";

    [Required]
    public string PasswordResetPath { get; init; } = "/reset-password/{token}";

    /// <summary>May contain <c>{organization_id}</c>.</summary>
    [Required]
    public string OrganizationPath { get; init; } = "/dashboard";

    /// <summary>May contain <c>{session_id}</c>.</summary>
    [Required]
    public string SessionPath { get; init; } = "/coaching-sessions/{session_id}";

    /// <summary>Where an action is seen; may contain <c>{session_id}</c>.</summary>
    [Required]
    public string ActionPath { get; init; } = "/coaching-sessions/{session_id}?tab=actions";

    /// <summary>
    /// How long a message about a session or a series waits for further changes of it, which then become one message. Default one
    /// minute, at most one hour; zero: not at all.
    /// </summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What stands after the @ in the ids of calendar entries. Never change it where invitations were sent: calendars would not find
    /// their entries again.
    /// </summary>
    [Required]
    public string CalendarDomain { get; init; } = "coaching-platform";

    /// <summary>
    /// Where browsers reach this server, for links to its own pages. Default, empty: <c>/api</c> under the frontend's address, as nginx
    /// has it; without a frontend the address on which the server listens.
    /// </summary>
    public string ServerUrl { get; init; } = "";

    public SmtpOptions Smtp { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!MimeKit.MailboxAddress.TryParse(From, out _))
            yield return new ValidationResult("Mail:From is not an e-mail address.");
        if (!Uri.TryCreate(FrontendUrl, UriKind.Absolute, out _))
            yield return new ValidationResult("Mail:FrontendUrl is not an address.");
        if (ServerUrl.Length > 0 && !Uri.TryCreate(ServerUrl, UriKind.Absolute, out _))
            yield return new ValidationResult("Mail:ServerUrl is not an address.");
        if (Gather < TimeSpan.Zero || Gather > TimeSpan.FromHours(1))
            yield return new ValidationResult("Mail:Gather is between 00:00:00 and 01:00:00.");
        if (Smtp.Port is < 1 or > 65_535)
            yield return new ValidationResult("Mail:Smtp:Port is between 1 and 65535.");
    }
}
