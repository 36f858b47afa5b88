using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>Without a mail server: each message becomes an <c>.eml</c> file, and the log says where its link leads.</summary>
internal sealed partial class FileMailTransport(
    IOptions<MailOptions> options, IHostEnvironment environment, TimeProvider clock, ILogger<FileMailTransport> logger) : IMailTransport
{
    private string Folder { get; } = Path.GetFullPath(options.Value.Folder, environment.ContentRootPath);

    public Task<string> CheckAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(Folder);
        using (File.Create(Path.Combine(Folder, $"{Guid.NewGuid():N}.check"), 1, FileOptions.DeleteOnClose))
            return Task.FromResult($"no mail server is set: messages become files in {Folder}");
    }

    public async Task SendAsync(MimeMessage message, string link, CancellationToken ct)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, $"{clock.GetUtcNow():yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid():N}.eml");
        await message.WriteToAsync($"{path}.part", ct);
        File.Move($"{path}.part", path);   // whoever watches the folder sees whole messages
        LogMailWritten(message.Subject ?? "", path, link);
    }

    [LoggerMessage(310, LogLevel.Information, "No mail server is set: \"{Subject}\" was written to {Path}. Its link is {Link}")]
    private partial void LogMailWritten(string subject, string path, string link);
}
