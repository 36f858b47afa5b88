using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Application.Mail;

/// <summary>Where a use case leaves a message to be written and sent in the background: no request waits for mail.</summary>
public interface IMailQueue
{
    /// <summary>Adds a message to the unit of work: it is sent if and only if that is committed.</summary>
    void Add(MailJob job);

    /// <summary>Deletes, in the caller's transaction, the messages to somebody that wait or were given up.</summary>
    Task DropAsync(User user, CancellationToken ct);
}
