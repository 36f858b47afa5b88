using AutoMapper;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.RateLimits;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Accounts;

/// <summary>Choosing a password without being signed in: by an invitation, or because it was forgotten.</summary>
public sealed class AccountService(
    IAppDb db, IMailQueue mails, LoginSessionService sessions, IPasswordHasher passwords, RateLimitService rateLimits, IMapper mapper,
    TimeProvider clock)
{
    /// <summary>
    /// Whether there is such an account is found out later, in the background: here everything is the same for every address,
    /// the time it takes included.
    /// </summary>
    /// <exception cref="BadRequestException">This is not an e-mail address.</exception>
    /// <exception cref="TooManyRequestsException">
    /// One was asked for within a minute, or five within a day (<c>password_reset_rate_limited</c>).
    /// </exception>
    public async Task RequestPasswordResetAsync(RequestPasswordResetRequest request, CancellationToken ct)
    {
        var email = User.NormalizeEmail(request.Email);
        if (!UserRules.IsAddress(email))
            throw new BadRequestException("This is not an e-mail address.");
        await rateLimits.RecordAsync([new Attempt(RateLimit.PasswordReset, email)], ct);
        mails.Add(new PasswordResetMail(email));
        await db.SaveChangesAsync(ct);
    }

    /// <exception cref="BadRequestException">The link is unknown, used or too old (<c>invalid_or_expired_token</c>).</exception>
    public async Task<PasswordResetDto> ValidatePasswordResetAsync(string token, CancellationToken ct)
    {
        var user = await FindAsync(token, AccountLinkPurpose.PasswordReset, ct) ?? throw InvalidReset();
        return new PasswordResetDto(user.FirstName, user.LastName);
    }

    /// <exception cref="BadRequestException">The link is unknown, used or too old (<c>invalid_or_expired_token</c>).</exception>
    public Task<UserDto> CompletePasswordResetAsync(SetPasswordRequest request, CancellationToken ct) =>
        SetPasswordAsync(request, AccountLinkPurpose.PasswordReset, InvalidReset, ct);

    /// <exception cref="NotFoundException">The link is unknown, used or too old.</exception>
    public async Task<UserDto> ValidateSetupAsync(string token, CancellationToken ct) =>
        mapper.Map<UserDto>(await FindAsync(token, AccountLinkPurpose.Setup, ct) ?? throw InvalidSetup());

    /// <exception cref="NotFoundException">The link is unknown, used or too old.</exception>
    public Task<UserDto> CompleteSetupAsync(SetPasswordRequest request, CancellationToken ct) =>
        SetPasswordAsync(request, AccountLinkPurpose.Setup, InvalidSetup, ct);

    /// <summary>Uses up every link of the user, and ends every session that was opened with the old password.</summary>
    private async Task<UserDto> SetPasswordAsync(
        SetPasswordRequest request, AccountLinkPurpose purpose, Func<PlatformException> invalid, CancellationToken ct)
    {
        var found = await FindAsync(request.Token, purpose, ct) ?? throw invalid();
        var hash = await passwords.HashAsync(request.Password, ct);
        var (user, revoked) = await db.InTransactionAsync(async () =>
        {
            // of several who follow the link at the same moment it is there for one
            if (await Valid(request.Token, purpose).ExecuteDeleteAsync(ct) == 0)
                throw invalid();
            await db.AccountLinks.Where(t => t.UserId == found.Id).ExecuteDeleteAsync(ct);
            var user = await db.Users.Include(u => u.Roles).SingleAsync(u => u.Id == found.Id, ct);
            user.ChangePassword(hash, clock.UtcNow());
            return (user, await sessions.RevokeAsync(user.Id, ct));
        }, ct);
        sessions.CloseStreams(revoked, "A new password was chosen. Sign in with it.");
        await rateLimits.ForgetAsync(new Attempt(RateLimit.LoginToAccount, user.Id.ToString()), ct);
        return mapper.Map<UserDto>(user);
    }

    private Task<User?> FindAsync(string token, AccountLinkPurpose purpose, CancellationToken ct)
    {
        var links = Valid(token, purpose);
        return db.Users.Include(u => u.Roles).SingleOrDefaultAsync(u => links.Any(t => t.UserId == u.Id), ct);
    }

    /// <summary>The link with this secret, unless it is used or too old.</summary>
    private IQueryable<AccountLink> Valid(string token, AccountLinkPurpose purpose)
    {
        var (hash, now) = (AccountLinkSecret.HashOf(token), clock.UtcNow());
        return db.AccountLinks.Where(t => t.Hash == hash && t.Purpose == purpose && t.ExpiresAt >= now);
    }

    private static BadRequestException InvalidReset() =>
        new("This link is not valid any more. Ask for a new one.", "invalid_or_expired_token");

    private static NotFoundException InvalidSetup() => new("invitation any more: ask for a new one");
}
