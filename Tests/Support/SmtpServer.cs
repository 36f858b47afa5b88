using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using MimeKit;

namespace CoachingPlatform.Tests.Support;

/// <summary>A real SMTP server (Debian's aiosmtpd) that writes down what it receives. Where it is missing the test is skipped.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/aiosmtpd";
    private readonly Process _process;
    private readonly TempFolder _folder;

    private SmtpServer(Process process, TempFolder folder) => (_process, _folder) = (process, folder);

    public static async Task<SmtpServer> StartAsync(int port)
    {
        if (!File.Exists(Program))
            Assert.Ignore("aiosmtpd is not installed (Debian: python3-aiosmtpd).");
        var folder = new TempFolder();
        var process = Process.Start(
            Program, ["-n", "-l", string.Create(
                CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "-c", "aiosmtpd.handlers.Mailbox", folder.File("mails")]);
        var server = new SmtpServer(process, folder);
        await Eventually.TrueAsync(() => Answers(port), "the mail server answers");
        return server;
    }

    /// <summary>Waits for a message with this subject, as it came.</summary>
    public async Task<string> ReceivedAsync(string subject)
    {
        string? message = null;
        await Eventually.TrueAsync(() =>
        {
            var folder = _folder.File("mails/new");
            message = !Directory.Exists(folder) ? null
                : Directory.GetFiles(folder).Select(File.ReadAllText)
                    .FirstOrDefault(text => text.Contains($"Subject: {subject}", StringComparison.Ordinal));
            return message is not null;
        }, $"a message \"{subject}\"");
        return message!;
    }

    /// <summary>Waits for a message to somebody whose subject begins like this.</summary>
    public async Task<MimeMessage> MessageAsync(string to, string subject)
    {
        MimeMessage? message = null;
        await Eventually.TrueAsync(() =>
        {
            var folder = _folder.File("mails/new");
            message = !Directory.Exists(folder) ? null
                : Directory.GetFiles(folder).Select(path => MimeMessage.Load(path)).FirstOrDefault(received =>
                    received.To.Mailboxes.Any(mailbox => mailbox.Address == to)
                    && received.Subject!.StartsWith(subject, StringComparison.Ordinal));
            return message is not null;
        }, $"a message \"{subject}\" to {to}", seconds: 30);
        return message!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
