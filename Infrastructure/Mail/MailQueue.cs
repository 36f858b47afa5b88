using CoachingPlatform.Application.Mail;
using CoachingPlatform.Domain;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Mail;

internal sealed class MailQueue(AppDb db, IOptions<MailOptions> options, TimeProvider clock) : IMailQueue
{
    public void Add(MailJob job) => db.QueuedMails.Add(new QueuedMail
    {
        Job = StoredJson.Serialize(job),
        Gathers = job.Gathers(),
        DueAt = job.Gathers() is null ? clock.UtcNow() : clock.UtcNow() + options.Value.Gather,
    });
}
