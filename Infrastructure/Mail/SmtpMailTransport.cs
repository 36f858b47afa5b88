using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CoachingPlatform.Infrastructure.Mail;

internal sealed class SmtpMailTransport(IOptions<MailOptions> options) : IMailTransport
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async Task SendAsync(MimeMessage message, string link, CancellationToken ct)
    {
        var smtp = options.Value.Smtp;
        using var client = new SmtpClient { Timeout = (int)Timeout.TotalMilliseconds };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Timeout);
        await client.ConnectAsync(smtp.Host, smtp.Port, smtp.Security, limit.Token);
        if (smtp.UserName.Length > 0)
            await client.AuthenticateAsync(smtp.UserName, smtp.Password, limit.Token);
        await client.SendAsync(message, limit.Token);
        await client.DisconnectAsync(quit: true, limit.Token);
    }
}
