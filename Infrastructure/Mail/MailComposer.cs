using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>Writes the messages about accounts, and leaves those about coaching to <see cref="CoachingMailComposer"/>.</summary>
internal sealed class MailComposer(
    AppDb db, IOptions<MailOptions> options, AccountLinkService links, LinkAddresses addresses, CoachingMailComposer coaching)
{
    /// <returns>Null when there is nobody, or nothing, to write about any more.</returns>
    public Task<(MimeMessage Message, string Link)?> ComposeAsync(MailJob job, CancellationToken ct) => job switch
    {
        WelcomeMail welcome => WelcomeAsync(welcome, ct),
        AddedToOrganizationMail added => AddedAsync(added, ct),
        PasswordResetMail reset => ResetAsync(reset, ct),
        EmailChangeMail change => ConfirmAsync(change, ct),
        EmailChangeNoticeMail notice => NoticeAsync(notice, ct),
        _ => coaching.ComposeAsync(job, ct),
    };

    private async Task<(MimeMessage, string)?> WelcomeAsync(WelcomeMail job, CancellationToken ct)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == job.UserId, ct);
        if (user is not { PasswordHash: null })
            return null;
        var inviter = await NameAsync(job.InviterId, ct);
        var link = await links.CreateAsync(user.Id, AccountLinkPurpose.Setup, ct);
        return Write(user, "Welcome: set up your account", link, "Set up your account",
            $"{inviter} has invited you to the coaching platform. Choose a password to begin:",
            $"The link is good for {links.LifetimeInWords(AccountLinkPurpose.Setup)} and works once.");
    }

    private async Task<(MimeMessage, string)?> AddedAsync(AddedToOrganizationMail job, CancellationToken ct)
    {
        var place = await db.RolesIn(job.OrganizationId).Where(r => r.UserId == job.UserId)
            .Join(db.Organizations, r => r.OrganizationId, o => (Guid?)o.Id, (r, o) => new { r.Role, o.Name })
            .SingleOrDefaultAsync(ct);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == job.UserId, ct);
        if (place is null || user is null)
            return null;
        return Write(user, $"You now belong to {place.Name}", addresses.OfOrganization(job.OrganizationId), $"Go to {place.Name}",
            $"{await NameAsync(job.InviterId, ct)} has added you to {place.Name} as {(place.Role == Role.Admin ? "an administrator" : "a member")}.",
            "Sign in as usual to see it.");
    }

    private async Task<(MimeMessage, string)?> ResetAsync(PasswordResetMail job, CancellationToken ct)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.EmailNormalized == job.Email, ct);
        // a database that takes one letter for another would let every spelling of the address ask anew
        if (user?.EmailNormalized != job.Email)
            return null;
        var link = await links.CreateAsync(user.Id, AccountLinkPurpose.PasswordReset, ct);
        return Write(user, "Choose a new password", link, "Choose a new password",
            "Somebody, hopefully you, has asked for a new password for your account:",
            $"The link is good for {links.LifetimeInWords(AccountLinkPurpose.PasswordReset)} and works once. If it was not you, there is nothing to do.");
    }

    private async Task<(MimeMessage, string)?> ConfirmAsync(EmailChangeMail job, CancellationToken ct)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == job.UserId, ct);
        var wanted = await db.AccountLinks.Where(t => t.UserId == job.UserId && t.Purpose == AccountLinkPurpose.EmailChange)
            .Select(t => t.NewEmail).SingleOrDefaultAsync(ct);
        var normalized = User.NormalizeEmail(wanted ?? "");
        if (user is null || wanted is null || await db.Users.AnyAsync(u => u.EmailNormalized == normalized, ct))
            return null;
        var link = await links.CreateAsync(user.Id, AccountLinkPurpose.EmailChange, ct);
        return Write(user, "Confirm your new e-mail address", link, "Confirm the address",
            "This address is to belong to your account on the coaching platform. Confirm it:",
            $"The link is good for {links.LifetimeInWords(AccountLinkPurpose.EmailChange)} and works once. If it was not you, there is nothing to do.",
            wanted);
    }

    private async Task<(MimeMessage, string)?> NoticeAsync(EmailChangeNoticeMail job, CancellationToken ct)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == job.UserId, ct);
        return user is null ? null : Write(user, "Your e-mail address is about to change", addresses.SignIn, "Go to the coaching platform",
            $"Somebody, hopefully you, has asked for {job.NewEmail} in the place of this address. It counts once it is confirmed there.",
            "If it was not you, sign in and choose a new password: that stops the change.", job.OldEmail);
    }

    private async Task<string> NameAsync(Guid userId, CancellationToken ct) =>
        await db.Users.Where(u => u.Id == userId).Select(u => u.FirstName + " " + u.LastName)
            .SingleOrDefaultAsync(ct) ?? "An administrator";

    private (MimeMessage, string) Write(
        User user, string subject, string link, string linkText, string before, string after, string? address = null) =>
        (MailLayout.Write(
            MailboxAddress.Parse(options.Value.From), user, new MailText(subject, before, link, linkText, after), address), link);
}
