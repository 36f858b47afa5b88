using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Application.Members;

/// <summary>Which members of an organization, by id.</summary>
public sealed record MemberFilter : PagedFilter<User>
{
    internal override Sorting<User> Sorting => new(null, u => u.Id);

    internal Task<IQueryable<User>> ApplyAsync(IQueryable<User> members, CancellationToken ct) => PageAsync(members, ct);
}
