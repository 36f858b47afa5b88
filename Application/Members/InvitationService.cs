using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Application.Members;

/// <summary>
/// Bringing somebody into an organization who has no account yet: they set it up themselves, with the link they are sent.
/// </summary>
public sealed class InvitationService(
    IAppDb db, MembershipService memberships, IMailQueue mails, TimeProvider clock, IOptions<AccountLinkOptions> links)
{
    /// <summary>Creates an account and invites its person.</summary>
    /// <exception cref="ConflictException">
    /// The organization is archived (<c>organization_archived</c>), another account has the address, or the coach does not belong
    /// to the organization (<c>conflict</c>).
    /// </exception>
    /// <exception cref="NotFoundException">There is no such coach.</exception>
    public async Task<MemberDto> CreateAsync(Guid organizationId, CreateMemberRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        var userId = await db.LockOrganizationAsync(organizationId, async () =>
        {
            await db.EnsureActiveAsync(organizationId, ct);
            var now = clock.UtcNow();
            var user = User.Create(request.Email, request.FirstName, request.LastName, request.Timezone, now);
            user.Introduce(request.DisplayName, request.GithubUsername, request.GithubProfileUrl);
            await db.RequireFreeAddressAsync(user, ct);
            db.Users.Add(user);
            await memberships.AddAsync(user, organizationId, Role.User, request.CoachId, callerId, ct);
            db.AccountLinks.Add(AccountLink.Create(user.Id, AccountLinkPurpose.Setup, now + links.Value.SetupLifetime));
            mails.Add(new WelcomeMail(user.Id, callerId));
            return user.Id;
        }, ct);
        return await db.ReadMemberAsync(organizationId, userId, clock.UtcNow(), ct);
    }

    /// <summary>Sends a new invitation; the link of the one before is worth nothing any more.</summary>
    /// <exception cref="RuleException">They have chosen a password already (<c>validation_error</c>).</exception>
    public async Task<MemberDto> ResendAsync(Guid organizationId, Guid userId, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        await db.FindRoleAsync(organizationId, userId, ct);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, ct) ?? throw new NotFoundException("user");
        if (user.PasswordHash is not null)
            throw new RuleException("This person has set up their account already.");
        var token = await db.AccountLinks.SingleOrDefaultAsync(t => t.UserId == userId && t.Purpose == AccountLinkPurpose.Setup, ct);
        var expiresAt = clock.UtcNow() + links.Value.SetupLifetime;
        if (token is null)
            db.AccountLinks.Add(AccountLink.Create(userId, AccountLinkPurpose.Setup, expiresAt));
        else
            token.Renew(null, expiresAt);
        mails.Add(new WelcomeMail(userId, callerId));
        await db.SaveChangesAsync(ct);
        return await db.ReadMemberAsync(organizationId, userId, clock.UtcNow(), ct);
    }
}
