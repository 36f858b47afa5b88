using System.Globalization;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CoachingPlatform.Infrastructure.Mail;

internal sealed class SmtpMailTransport(IOptions<MailOptions> options) : IMailTransport
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public Task SendAsync(MimeMessage message, string link, CancellationToken ct) =>
        WithServerAsync((client, limit) => client.SendAsync(message, limit), ct);

    public async Task<string> CheckAsync(CancellationToken ct)
    {
        var smtp = options.Value.Smtp;
        var server = string.Create(CultureInfo.InvariantCulture, $"{smtp.Host}:{smtp.Port}");
        try
        {
            await WithServerAsync((client, limit) => client.NoOpAsync(limit), ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            throw new StartFailedException($"{server}: {error.GetBaseException().Message}");
        }
        return $"{server} lets this server in";
    }

    private async Task WithServerAsync(Func<SmtpClient, CancellationToken, Task> work, CancellationToken ct)
    {
        var smtp = options.Value.Smtp;
        using var client = new SmtpClient { Timeout = (int)Timeout.TotalMilliseconds };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Timeout);
        await client.ConnectAsync(smtp.Host, smtp.Port, smtp.Security, limit.Token);
        if (smtp.UserName.Length > 0)
            await client.AuthenticateAsync(smtp.UserName, smtp.Password, limit.Token);
        await work(client, limit.Token);
        await client.DisconnectAsync(quit: true, limit.Token);
    }
}
