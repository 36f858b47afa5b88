using MimeKit;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>The way of a message out of the house.</summary>
public interface IMailTransport
{
    /// <param name="link">The link in the message, for a person who has no mailbox at hand.</param>
    Task SendAsync(MimeMessage message, string link, CancellationToken ct);

    /// <summary>Goes as far as it can without a message.</summary>
    /// <returns>Where messages go, in words.</returns>
    /// <exception cref="Exception">They would go nowhere; the message says why.</exception>
    Task<string> CheckAsync(CancellationToken ct);
}
