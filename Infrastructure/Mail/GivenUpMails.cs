using System.Globalization;
using System.Text.Json;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>Messages that could not be sent, for operators.</summary>
public sealed class GivenUpMails(AppDb db, TimeProvider clock)
{
    /// <returns>A line for each, the oldest first: its number, when it was given up, what it was, and why, as the mail server said it.</returns>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct)
    {
        var mails = await db.QueuedMails.AsNoTracking().Where(m => m.GivenUpAt != null).OrderBy(m => m.Id).ToListAsync(ct);
        return mails.ConvertAll(mail => string.Create(
            CultureInfo.InvariantCulture, $"{mail.Id}  {mail.GivenUpAt:u}  {KindOf(mail)}  {mail.Failure ?? "unknown"}"));
    }

    /// <summary>Lets them be tried again, from the beginning, by the server.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> RetryAsync(CancellationToken ct)
    {
        var now = clock.UtcNow();
        return db.QueuedMails.Where(m => m.GivenUpAt != null).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.GivenUpAt, (DateTime?)null).SetProperty(x => x.Attempts, 0).SetProperty(x => x.DueAt, now), ct);
    }

    private static string KindOf(QueuedMail mail)
    {
        using var job = JsonDocument.Parse(mail.Job);
        return job.RootElement.TryGetProperty("kind", out var kind) ? kind.ToString() : "unknown";
    }
}
