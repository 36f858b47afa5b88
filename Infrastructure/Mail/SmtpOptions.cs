using MailKit.Security;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>An SMTP server.</summary>
public sealed class SmtpOptions
{
    /// <summary>Empty: none; messages become files.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    /// <summary>Empty: without signing in.</summary>
    public string UserName { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary><c>Auto</c> (by port), <c>None</c>, <c>SslOnConnect</c>, <c>StartTls</c> or <c>StartTlsWhenAvailable</c>.</summary>
    public SecureSocketOptions Security { get; init; } = SecureSocketOptions.Auto;
}
