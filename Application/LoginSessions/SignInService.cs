using System.Text;
using AutoMapper;
using CoachingPlatform.Application.RateLimits;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.LoginSessions;

/// <summary>Signing in with a password, which nobody can guess, and nobody else's guesses prevent.</summary>
public sealed class SignInService(
    IAppDb db, LoginSessionService sessions, KnownDevices devices, RateLimitService rateLimits, IPasswordHasher passwords, IMapper mapper)
{
    /// <summary>Opens a session and ends the one this browser had.</summary>
    /// <exception cref="UnauthorizedException">
    /// Unknown address, wrong password, or an account without one: it does not say which.
    /// </exception>
    /// <exception cref="TooManyRequestsException">Too many wrong passwords before, whether or not the account exists.</exception>
    public async Task<SignInResult> SignInAsync(string email, string password, SignInContext context, CancellationToken ct)
    {
        var normalized = User.NormalizeEmail(email);
        var user = await db.Users.AsNoTracking().Include(u => u.Roles).SingleOrDefaultAsync(u => u.EmailNormalized == normalized, ct);
        var device = user is null ? null : await devices.FindAsync(context.Device, user.Id, ct);
        var account = user?.Id.ToString() ?? NameOf(normalized);
        var attempt = new Attempt(RateLimit.LoginToAccountFromDevice, account, device ?? context.NetworkAddress);
        Attempt[] shared = device is null
            ? [new(RateLimit.LoginFromNetworkAddress, context.NetworkAddress), new(RateLimit.LoginToAccount, account)] : [];

        // before the password is looked at: of many guesses sent at the same moment no more than the limit are
        var countedAt = await rateLimits.RecordAsync([attempt, .. shared], ct);
        if (!await passwords.VerifyAsync(user?.PasswordHash, password, ct) || user is null)
            throw new UnauthorizedException("The e-mail address or the password is wrong.");
        await rateLimits.RetractAsync(shared, countedAt, ct);
        await rateLimits.ForgetAsync(attempt, ct);

        var token = sessions.Open(user);
        var deviceToken = device is null ? await devices.AddAsync(user.Id, ct) : context.Device!;
        await db.SaveChangesAsync(ct);
        if (device is not null)
            await devices.RenewAsync(device, ct);
        if (context.Session is not null)
            await sessions.ReplaceAsync(context.Session, ct);
        return new SignInResult(mapper.Map<SignedInUserDto>(user), token, deviceToken);
    }

    /// <summary>
    /// An address that belongs to nobody is counted in the form in which one that does would have been found, also by a database
    /// that takes wide letters for narrow ones.
    /// </summary>
    private static string NameOf(string email) => email.Normalize(NormalizationForm.FormKC).ToUpperInvariant();
}
