using CoachingPlatform.Application.Mail;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Mail;

internal sealed class MailQueue(AppDb db, IOptions<MailOptions> options, TimeProvider clock) : IMailQueue
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
        var byId = $"\"user_id\":\"{user.Id}\"";
        return db.QueuedMails.Where(m => m.Job.Contains(byId) || m.Job.Contains(user.Email)).ExecuteDeleteAsync(ct);
    }
}
