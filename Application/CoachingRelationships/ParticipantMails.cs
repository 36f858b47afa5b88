using CoachingPlatform.Application.Mail;

namespace CoachingPlatform.Application.CoachingRelationships;

internal static class ParticipantMails
{
    /// <summary>A message to each of the two who still belongs to the organization, the coachee first.</summary>
    public static void AddForEach(this IMailQueue mails, Participants participants, Func<Guid, MailJob> mail)
    {
        foreach (var userId in participants.Recipients.Reverse())
            mails.Add(mail(userId));
    }
}
