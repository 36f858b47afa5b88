using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.RateLimits;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Users;

public sealed class UserService(
    IAppDb db, EmailChangeService emails, LoginSessionService sessions, IPasswordHasher passwords, RateLimitService rateLimits,
    IMapper mapper, TimeProvider clock)
{
    /// <exception cref="ForbiddenException">It is not the caller's own id.</exception>
    public async Task<UserDto> GetAsync(Guid userId, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        return await db.Users.AsNoTracking()
            .Where(u => u.Id == userId)
            .ProjectTo<UserDto>(mapper.ConfigurationProvider)
            .SingleOrDefaultAsync(ct) ?? throw new NotFoundException("user");
    }

    /// <summary>Another address counts only when it is confirmed, by the link that is sent to it.</summary>
    /// <exception cref="ForbiddenException">It is not the caller's own id.</exception>
    /// <exception cref="TooManyRequestsException">Another address was asked for too often (<c>email_change_rate_limited</c>).</exception>
    public async Task<UserDto> UpdateAsync(Guid userId, UpdateUserRequest request, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        var user = await FindAsync(userId, ct);
        user.Update(
            request.FirstName, request.LastName, request.DisplayName, request.GithubProfileUrl, request.Timezone,
            request.DefaultCoachingSessionDurationMinutes, clock.UtcNow());
        if (request.Email is not null)
            await emails.ChangeAsync(user, request.Email, ct);
        await db.SaveChangesAsync(ct);
        return await GetAsync(userId, callerId, ct);
    }

    /// <summary>
    /// Sets a new password and ends all sessions of the user, with their streams. The caller goes on in a new one.
    /// </summary>
    /// <returns>The token of the new session, for the cookie.</returns>
    /// <exception cref="ForbiddenException">It is not the caller's own id.</exception>
    /// <exception cref="RuleException">The current password is wrong (<c>validation_error</c>).</exception>
    /// <exception cref="TooManyRequestsException">Too many wrong passwords before.</exception>
    public async Task<string> ChangePasswordAsync(Guid userId, ChangePasswordRequest request, SignedIn caller, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, caller.UserId);
        var user = await FindAsync(userId, ct);
        var attempt = new Attempt(RateLimit.PasswordChange, userId.ToString());
        await rateLimits.RecordAsync([attempt], ct);
        if (!await passwords.VerifyAsync(user.PasswordHash, request.CurrentPassword, ct))
            throw new RuleException("The current password is wrong.");
        await rateLimits.ForgetAsync(attempt, ct);
        var hash = await passwords.HashAsync(request.NewPassword, ct);
        var (token, revoked) = await db.InTransactionAsync(async () =>
        {
            var changed = await FindAsync(userId, ct);
            changed.ChangePassword(hash, clock.UtcNow());
            await db.AccountLinks.Where(t => t.UserId == userId).ExecuteDeleteAsync(ct);   // links that somebody else may have asked for
            return (sessions.Open(changed), await sessions.RevokeAsync(userId, ct));
        }, ct);
        sessions.ReopenStreams(caller);
        sessions.CloseStreams(revoked.Where(session => session != caller), "Your password was changed. Sign in with the new one.");
        return token;
    }

    /// <summary>
    /// The person with this address, when the caller may know them: a super admin knows everybody, an administrator those who
    /// belong, or once belonged, to an organization of theirs. No answer tells whether there is somebody else.
    /// </summary>
    /// <exception cref="BadRequestException">The address is blank.</exception>
    /// <exception cref="ForbiddenException">The caller administers nothing.</exception>
    /// <exception cref="TooManyRequestsException">Too many look-ups in the last hour (<c>user_lookup_rate_limited</c>).</exception>
    public async Task<IReadOnlyList<FoundUserDto>> LookUpAsync(string email, Guid callerId, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(email))
            throw new BadRequestException("The address is blank.");
        await db.RequireAnyAdminAsync(callerId, ct);
        await rateLimits.RecordAsync([new Attempt(RateLimit.UserLookup, callerId.ToString())], ct);
        var normalized = User.NormalizeEmail(email);
        return await db.UsersKnownTo(callerId)
            .Where(u => u.EmailNormalized == normalized)
            .Select(u => new FoundUserDto(u.Id, u.FirstName, u.LastName, u.Email))
            .ToListAsync(ct);
    }

    private async Task<User> FindAsync(Guid userId, CancellationToken ct) =>
        await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) ?? throw new NotFoundException("user");
}
