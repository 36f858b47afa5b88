using CoachingPlatform.Application.Mail;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Persistence;

namespace CoachingPlatform.Infrastructure.Mail;

internal sealed class MailQueue(AppDb db, TimeProvider clock) : IMailQueue
{
    public void Add(MailJob job) => db.QueuedMails.Add(new QueuedMail
    {
        Job = StoredJson.Serialize(job),
        DueAt = clock.UtcNow(),
    });
}
