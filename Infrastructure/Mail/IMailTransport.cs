using MimeKit;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>The way of a message out of the house.</summary>
internal interface IMailTransport
{
    /// <param name="link">The link in the message, for a person who has no mailbox at hand.</param>
    Task SendAsync(MimeMessage message, string link, CancellationToken ct);
}
