using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Application.Accounts;

/// <summary>Makes the links that let somebody set a password or confirm an address.</summary>
public sealed class AccountLinkService(IAppDb db, IPageAddresses pages, IOptions<AccountLinkOptions> options, TimeProvider clock)
{
    /// <summary>
    /// A new link in the place of the one before, saved with everything else that waits to be. Its secret exists in the answer alone.
    /// </summary>
    public async Task<string> CreateAsync(Guid userId, AccountLinkPurpose purpose, CancellationToken ct)
    {
        var secret = AccountLinkSecret.Create();
        var token = await db.AccountLinks.SingleOrDefaultAsync(t => t.UserId == userId && t.Purpose == purpose, ct);
        if (token is null)
            db.AccountLinks.Add(token = AccountLink.Create(userId, purpose, default));
        token.Renew(AccountLinkSecret.HashOf(secret), clock.UtcNow() + LifetimeOf(purpose));
        await db.SaveChangesAsync(ct);
        return pages.OfLink(purpose, secret);
    }

    /// <summary>How long a link is good for, in words.</summary>
    public string LifetimeInWords(AccountLinkPurpose purpose)
    {
        var lifetime = LifetimeOf(purpose);
        return lifetime.TotalHours >= 2 ? $"{lifetime.TotalHours:0} hours" : $"{lifetime.TotalMinutes:0} minutes";
    }

    private TimeSpan LifetimeOf(AccountLinkPurpose purpose) => purpose switch
    {
        AccountLinkPurpose.Setup => options.Value.SetupLifetime,
        AccountLinkPurpose.PasswordReset => options.Value.PasswordResetLifetime,
        _ => options.Value.EmailChangeLifetime,
    };
}
