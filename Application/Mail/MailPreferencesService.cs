using AutoMapper;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Mail;

public sealed class MailPreferencesService(IAppDb db, IMapper mapper)
{
    /// <exception cref="ForbiddenException">It is not the caller's own id.</exception>
    public async Task<MailPreferencesDto> GetAsync(Guid userId, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        return mapper.Map<MailPreferencesDto>(
            await db.MailPreferences.AsNoTracking().SingleOrDefaultAsync(p => p.UserId == userId, ct) ?? MailPreferences.Create(userId));
    }

    /// <exception cref="ForbiddenException">It is not the caller's own id.</exception>
    public async Task<MailPreferencesDto> UpdateAsync(
        Guid userId, UpdateMailPreferencesRequest request, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        var preferences = await OfAsync(userId, ct);
        preferences.Update(request.Invitations, request.Actions, request.Reminders);
        await db.SaveChangesAsync(ct);
        return mapper.Map<MailPreferencesDto>(preferences);
    }

    /// <summary>Switches one kind of message off, by the link in such a message. Doing so twice changes nothing more.</summary>
    /// <returns>The kind.</returns>
    /// <exception cref="NotFoundException">The link is none of ours.</exception>
    public async Task<MailKind> UnsubscribeAsync(string token, CancellationToken ct)
    {
        if (!UnsubscribeToken.TryParse(token, out var link)
            || await db.MailPreferences.SingleOrDefaultAsync(p => p.UserId == link.UserId, ct) is not { } preferences
            || !link.IsSignedBy(preferences))
            throw new NotFoundException("such link");
        preferences.SwitchOff(link.Kind);
        await db.SaveChangesAsync(ct);
        return link.Kind;
    }

    /// <summary>For whoever writes a message: those of this person, which are stored now if they were not.</summary>
    public async Task<MailPreferences> OfAsync(Guid userId, CancellationToken ct)
    {
        if (await db.MailPreferences.SingleOrDefaultAsync(p => p.UserId == userId, ct) is { } stored)
            return stored;
        var preferences = MailPreferences.Create(userId);
        db.MailPreferences.Add(preferences);
        return preferences;
    }
}
