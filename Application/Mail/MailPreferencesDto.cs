using AutoMapper;
using CoachingPlatform.Domain.Mail;

namespace CoachingPlatform.Application.Mail;

/// <summary>Which messages somebody gets. Those about the account itself always come.</summary>
/// <param name="Invitations">Sessions and series that are scheduled, moved or cancelled.</param>
/// <param name="Actions">Actions that are assigned.</param>
/// <param name="Reminders">Sessions that begin soon.</param>
public sealed record MailPreferencesDto(bool Invitations, bool Actions, bool Reminders);

internal sealed class MailPreferencesProfile : Profile
{
    public MailPreferencesProfile() => CreateMap<MailPreferences, MailPreferencesDto>();
}
