using System.Text.Json.Serialization;
using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Organizations;

public enum OrganizationStatus
{
    [JsonStringEnumMemberName("active")] Active,
    [JsonStringEnumMemberName("archived")] Archived,
    [JsonStringEnumMemberName("all")] All,
}

public sealed class OrganizationService(IAppDb db, IMapper mapper)
{
    /// <summary>All organizations for a super admin, those they belong to for everybody else, oldest first.</summary>
    public async Task<IReadOnlyList<OrganizationDto>> ListAsync(OrganizationStatus status, Guid callerId, CancellationToken ct)
    {
        var visible = db.Organizations.Where(o => db.UserRoles.Any(r =>
            r.UserId == callerId && (r.OrganizationId == o.Id || r.OrganizationId == null)));
        var wanted = status switch
        {
            OrganizationStatus.Active => visible.Where(o => o.ArchivedAt == null),
            OrganizationStatus.Archived => visible.Where(o => o.ArchivedAt != null),
            _ => visible,
        };
        return await wanted.AsNoTracking()
            .OrderBy(o => o.CreatedAt).ThenBy(o => o.Id)
            .ProjectTo<OrganizationDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
    }

    /// <summary>The active organizations of the caller.</summary>
    public async Task<IReadOnlyList<OrganizationDto>> ListOfUserAsync(Guid userId, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        return await ListAsync(OrganizationStatus.Active, callerId, ct);
    }

    public async Task<OrganizationDto> GetAsync(Guid organizationId, Guid callerId, CancellationToken ct)
    {
        await db.RequireMemberAsync(organizationId, callerId, ct);
        return await db.Organizations.AsNoTracking()
            .Where(o => o.Id == organizationId)
            .ProjectTo<OrganizationDto>(mapper.ConfigurationProvider)
            .SingleOrDefaultAsync(ct) ?? throw new NotFoundException("organization");
    }
}
