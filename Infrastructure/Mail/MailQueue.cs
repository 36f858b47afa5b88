using System.Text.Json;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Infrastructure.Persistence;

namespace CoachingPlatform.Infrastructure.Mail;

internal sealed class MailQueue(AppDb db, TimeProvider clock) : IMailQueue
{
    public void Add(MailJob job) => db.QueuedMails.Add(new QueuedMail
    {
        Job = JsonSerializer.Serialize(job, WireJson.Options), DueAt = clock.UtcNow(),
    });
}
