using System.Text.RegularExpressions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Mail;

internal sealed partial class MailQueue(AppDb db, IOptions<MailOptions> options, TimeProvider clock) : IMailQueue
{
    public void Add(MailJob job)
    {
        var gathers = job.Gathers();
        db.QueuedMails.Add(new QueuedMail
        {
            Job = StoredJson.Serialize(job),
            Gathers = gathers,
            DueAt = clock.UtcNow() + (gathers is null ? TimeSpan.Zero : options.Value.Gather),
        });
    }

    public Task DropAsync(User user, CancellationToken ct)
    {
        var id = $"\"user_id\":\"{user.Id}\"";
        var address = $"%\"{Wildcards().Replace(user.EmailNormalized, @"\$0")}\"%";   // in the letter case in which somebody has typed it
        return db.QueuedMails.Where(m => m.Job.Contains(id) || EF.Functions.Like(m.Job, address, @"\")).ExecuteDeleteAsync(ct);
    }

    [GeneratedRegex(@"[\\%_\[]")]
    private static partial Regex Wildcards();
}
