using CoachingPlatform.Domain.Mail;

namespace CoachingPlatform.Web.Controllers;

/// <param name="Kind">What will not come any more.</param>
public sealed record UnsubscribedDto(MailKind Kind);
