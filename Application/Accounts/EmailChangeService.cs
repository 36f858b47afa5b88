using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.RateLimits;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Application.Accounts;

/// <summary>
/// Another e-mail address for an account. It counts once it is confirmed by a link that is sent to it; until then nothing tells whether
/// another account has it.
/// </summary>
public sealed class EmailChangeService(
    IAppDb db, IMailQueue mails, RateLimitService rateLimits, TimeProvider clock, IOptions<AccountLinkOptions> links)
{
    /// <summary>
    /// Adds to the unit of work: a link to the new address and a notice to the old one. The same address in other letters counts at once.
    /// </summary>
    /// <exception cref="TooManyRequestsException">
    /// One was asked for within a minute, or five within a day (<c>email_change_rate_limited</c>).
    /// </exception>
    public async Task ChangeAsync(User user, string email, CancellationToken ct)
    {
        if (User.NormalizeEmail(email) == user.EmailNormalized)
        {
            user.ChangeEmail(email, clock.UtcNow());
            return;
        }
        await rateLimits.RecordAsync([new Attempt(RateLimit.EmailChange, user.Id.ToString())], ct);
        var token = await db.AccountLinks.SingleOrDefaultAsync(t => t.UserId == user.Id && t.Purpose == AccountLinkPurpose.EmailChange, ct);
        if (token is null)
            db.AccountLinks.Add(token = AccountLink.Create(user.Id, AccountLinkPurpose.EmailChange, default));
        token.AskFor(email, clock.UtcNow() + links.Value.EmailChangeLifetime);
        mails.Add(new EmailChangeMail(user.Id));
        mails.Add(new EmailChangeNoticeMail(user.Id, user.Email, token.NewEmail!));
    }

    /// <summary>The link is used up, and links to choose a new password that went to the old address are worth nothing any more.</summary>
    /// <exception cref="BadRequestException">
    /// The link is unknown, used or too old, or another account has the address by now (<c>invalid_or_expired_token</c>).
    /// </exception>
    public async Task<EmailChangedDto> ConfirmAsync(string token, CancellationToken ct)
    {
        try
        {
            return await db.InTransactionAsync(() => UseAsync(AccountLinkSecret.HashOf(token), ct), ct);
        }
        catch (ConflictException)
        {
            throw Invalid();   // another account has the address
        }
    }

    private async Task<EmailChangedDto> UseAsync(string hash, CancellationToken ct)
    {
        var now = clock.UtcNow();
        var links = db.AccountLinks.Where(t => t.Hash == hash && t.Purpose == AccountLinkPurpose.EmailChange && t.ExpiresAt >= now);
        var link = await links.AsNoTracking().SingleOrDefaultAsync(ct) ?? throw Invalid();
        if (await links.ExecuteDeleteAsync(ct) == 0)
            throw Invalid();   // used at the same moment
        var user = await db.Users.SingleAsync(u => u.Id == link.UserId, ct);
        user.ChangeEmail(link.NewEmail!, now);
        await db.AccountLinks.Where(t => t.UserId == user.Id && t.Purpose == AccountLinkPurpose.PasswordReset).ExecuteDeleteAsync(ct);
        return new EmailChangedDto(user.Email);
    }

    private static BadRequestException Invalid() =>
        new("This link is not valid any more. Ask for the change again.", "invalid_or_expired_token");
}
