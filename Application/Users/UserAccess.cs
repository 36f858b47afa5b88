using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Users;

public static class UserAccess
{
    /// <exception cref="ForbiddenException">The path names somebody else, whoever the caller is.</exception>
    public static void RequireSelf(Guid userId, Guid callerId)
    {
        if (userId != callerId)
            throw new ForbiddenException("This is open to that user alone.");
    }

    /// <returns>Null: nobody has this address.</returns>
    public static Task<User?> FindAccountAsync(this IAppDb db, string email, CancellationToken ct)
    {
        var normalized = User.NormalizeEmail(email);
        return db.Users.SingleOrDefaultAsync(u => u.EmailNormalized == normalized, ct);
    }

    /// <exception cref="NotFoundException">Nobody has this address.</exception>
    public static async Task<User> RequireAccountAsync(this IAppDb db, string email, CancellationToken ct) =>
        await db.FindAccountAsync(email, ct) ?? throw new NotFoundException($"account as {email}");

    /// <exception cref="ConflictException">Another account has this user's address (<c>conflict</c>).</exception>
    public static async Task RequireFreeAddressAsync(this IAppDb db, User user, CancellationToken ct)
    {
        if (await db.Users.AnyAsync(u => u.EmailNormalized == user.EmailNormalized && u.Id != user.Id, ct))
            throw new ConflictException("conflict", "Another account has this e-mail address.");
    }
}
