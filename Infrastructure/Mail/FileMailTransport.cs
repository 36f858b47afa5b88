using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>Without a mail server: each message becomes an <c>.eml</c> file, and the log says where its link leads.</summary>
internal sealed partial class FileMailTransport(
    IOptions<MailOptions> options, IHostEnvironment environment, TimeProvider clock, ILogger<FileMailTransport> logger) : IMailTransport
{
    public async Task SendAsync(MimeMessage message, string link, CancellationToken ct)
    {
        var folder = Path.GetFullPath(options.Value.Folder, environment.ContentRootPath);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{clock.GetUtcNow():yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid():N}.eml");
        await message.WriteToAsync($"{path}.part", ct);
        File.Move($"{path}.part", path);   // whoever watches the folder sees whole messages
        LogMailWritten(message.Subject ?? "", path, link);
    }

    [LoggerMessage(310, LogLevel.Information, "No mail server is set: \"{Subject}\" was written to {Path}. Its link is {Link}")]
    private partial void LogMailWritten(string subject, string path, string link);
}
