using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Domain;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Users;

public sealed class UserService(IAppDb db, IMapper mapper)
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
}
