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

    /// <exception cref="ConflictException">Another account has this user's address (<c>conflict</c>).</exception>
    public static async Task RequireFreeAddressAsync(this IAppDb db, User user, CancellationToken ct)
    {
        if (await db.Users.AnyAsync(u => u.EmailNormalized == user.EmailNormalized && u.Id != user.Id, ct))
            throw new ConflictException("conflict", "Another account has this e-mail address.");
    }
}
