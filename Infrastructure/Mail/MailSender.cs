using CoachingPlatform.Application.Mail;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>Writes and sends queued messages, one after the other; what fails is tried again later, for about a day.</summary>
internal sealed partial class MailSender(
    IServiceScopeFactory scopes, IMailTransport transport, MailMetrics metrics, TimeProvider clock,
    ILogger<MailSender> logger)
    : PeriodicWork(clock, logger)
{
    private const int MaxAttempts = 16;
    private const int BatchSize = 20;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(2);

    protected override TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken ct)
    {
        List<QueuedMail> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var mails = scope.ServiceProvider.GetRequiredService<AppDb>().QueuedMails.AsNoTracking();
            var counts = await mails.GroupBy(m => m.GivenUpAt != null).Select(group => new { IsGivenUp = group.Key, Count = group.Count() })
                .ToDictionaryAsync(group => group.IsGivenUp, group => group.Count, ct);
            (metrics.GivenUp, metrics.Waiting) = (counts.GetValueOrDefault(true), counts.GetValueOrDefault(false));
            var now = Clock.UtcNow();
            // of those that gather the first stands for all
            due = await mails
                .Where(m => m.GivenUpAt == null && m.DueAt <= now
                    && (m.Gathers == null || !mails.Any(o => o.Gathers == m.Gathers && o.GivenUpAt == null && o.Id < m.Id)))
                .OrderBy(m => m.Id).Take(BatchSize).ToListAsync(ct);
        }
        foreach (var mail in due)
            await TrySendAsync(mail, ct);
    }

    private async Task TrySendAsync(QueuedMail mail, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var row = db.QueuedMails.Where(m => m.Id == mail.Id);
        var again = Clock.UtcNow() + RetryAfter(mail.Attempts);
        var mine = await row.Where(m => m.Attempts == mail.Attempts).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.Attempts, mail.Attempts + 1).SetProperty(x => x.DueAt, again), ct);
        if (mine == 0)
            return;   // another instance has it
        try
        {
            var gathered = mail.Gathers is null ? [] : await db.QueuedMails.AsNoTracking()
                .Where(m => m.Gathers == mail.Gathers && m.GivenUpAt == null && m.Id > mail.Id).OrderBy(m => m.Id).ToListAsync(ct);
            if (JobOf([mail, .. gathered]) is { } job)
                await SendAsync(job, scope.ServiceProvider, ct);
            var done = gathered.Select(m => m.Id).Append(mail.Id).ToList();
            await db.QueuedMails.Where(m => done.Contains(m.Id)).ExecuteDeleteAsync(ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            var failure = error.Message.Length <= QueuedMail.FailureMaxLength ? error.Message : error.Message[..QueuedMail.FailureMaxLength];
            DateTime? givenUpAt = mail.Attempts + 1 < MaxAttempts ? null : Clock.UtcNow();
            if (givenUpAt is null)
                LogMailFailed(mail.Id, mail.Attempts + 1, error.Message, again);
            else
                LogMailGivenUp(mail.Id, error.Message);
            await row.ExecuteUpdateAsync(m => m.SetProperty(x => x.Failure, failure).SetProperty(x => x.GivenUpAt, givenUpAt), ct);
        }
    }

    /// <summary>The one message that several changes become; null: there is nothing to tell.</summary>
    private static MailJob? JobOf(IReadOnlyList<QueuedMail> mails)
    {
        MailJob? job = null;
        foreach (var next in mails.Select(mail => StoredJson.Deserialize<MailJob>(mail.Job)))
            job = job is null ? next : next.After(job);
        return job;
    }

    private async Task SendAsync(MailJob job, IServiceProvider services, CancellationToken ct)
    {
        if (await services.GetRequiredService<MailComposer>().ComposeAsync(job, ct) is not var (message, link))
            return;
        await transport.SendAsync(message, link, ct);
        await services.GetRequiredService<CoachingMailComposer>().SentAsync(job, ct);
    }

    private static TimeSpan RetryAfter(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(FirstRetry.TotalSeconds * Math.Pow(2, attempts), LongestRetry.TotalSeconds));

    [LoggerMessage(301, LogLevel.Warning, "Mail {MailId} could not be sent (attempt {Attempt}): {Reason} It is tried again at {Again:u}")]
    private partial void LogMailFailed(long mailId, int attempt, string reason, DateTime again);

    [LoggerMessage(302, LogLevel.Error, "Mail {MailId} could not be sent and is given up; it is kept, and counted in mail_given_up: {Reason}")]
    private partial void LogMailGivenUp(long mailId, string reason);
}
