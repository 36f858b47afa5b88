using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Organizations;

public sealed class OrganizationService(IAppDb db, IOutbox outbox, IMapper mapper, TimeProvider clock)
{
    /// <summary>All organizations for a super admin, those they belong to for everybody else, oldest first.</summary>
    public async Task<IReadOnlyList<OrganizationDto>> ListAsync(
        OrganizationFilter filter, OrganizationStatus status, Guid callerId, CancellationToken ct)
    {
        var memberships = db.AllMemberships();
        var visible = db.Organizations.Where(o => memberships.Any(m => m.UserId == callerId && m.OrganizationId == o.Id));
        return await (await filter.ApplyAsync(visible.AsNoTracking(), status, ct))
            .ProjectTo<OrganizationDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
    }

    /// <summary>The active organizations of the caller.</summary>
    public async Task<IReadOnlyList<OrganizationDto>> ListOfUserAsync(
        Guid userId, OrganizationFilter filter, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        return await ListAsync(filter, OrganizationStatus.Active, callerId, ct);
    }

    public async Task<OrganizationDto> GetAsync(Guid organizationId, Guid callerId, CancellationToken ct)
    {
        await db.RequireMemberAsync(organizationId, callerId, ct);
        return await db.Organizations.AsNoTracking()
            .Where(o => o.Id == organizationId)
            .ProjectTo<OrganizationDto>(mapper.ConfigurationProvider)
            .SingleOrDefaultAsync(ct) ?? throw new NotFoundException("organization");
    }

    /// <exception cref="RuleException">The name is blank or too long (<c>validation_error</c>).</exception>
    /// <exception cref="ConflictException">Another organization has the name or its slug (<c>organization_name_taken</c>).</exception>
    public async Task<OrganizationDto> CreateAsync(OrganizationRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireSuperAdminAsync(callerId, ct);
        var organization = Organization.Create(request.Name, request.Logo, clock.UtcNow());
        db.Organizations.Add(organization);
        await SaveNamedAsync(organization, ct);
        return mapper.Map<OrganizationDto>(organization);
    }

    /// <exception cref="RuleException">The name is blank or too long (<c>validation_error</c>).</exception>
    /// <exception cref="ConflictException">Another organization has the name or its slug (<c>organization_name_taken</c>).</exception>
    public async Task<OrganizationDto> UpdateAsync(Guid organizationId, OrganizationRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireSuperAdminAsync(callerId, ct);
        var organization = await FindAsync(organizationId, ct);
        organization.Update(request.Name, request.Logo, clock.UtcNow());
        await TellMembersAsync(organizationId, ct);
        await SaveNamedAsync(organization, ct);
        return mapper.Map<OrganizationDto>(organization);
    }

    /// <summary>Archiving what is archived, and the reverse, changes nothing and tells nobody.</summary>
    public async Task<OrganizationDto> ArchiveAsync(Guid organizationId, bool archive, Guid callerId, CancellationToken ct)
    {
        await db.RequireSuperAdminAsync(callerId, ct);
        return await db.LockOrganizationAsync(organizationId, async () =>
        {
            var organization = await FindAsync(organizationId, ct);
            if (archive != organization.ArchivedAt is not null)
            {
                if (archive)
                    organization.Archive(callerId, clock.UtcNow());
                else
                    organization.Unarchive(clock.UtcNow());
                await TellMembersAsync(organizationId, ct);
            }
            return mapper.Map<OrganizationDto>(organization);
        }, ct);
    }

    /// <exception cref="ConflictException">It still has members or relationships (<c>organization_not_empty</c>).</exception>
    public async Task DeleteAsync(Guid organizationId, Guid callerId, CancellationToken ct)
    {
        await db.RequireSuperAdminAsync(callerId, ct);
        var organization = await FindAsync(organizationId, ct);
        var content = new OrganizationContent(
            await db.CoachingRelationships.CountAsync(r => r.OrganizationId == organizationId, ct),
            await db.CoachingSessions.CountAsync(
                s => db.CoachingRelationships.Any(r => r.Id == s.CoachingRelationshipId && r.OrganizationId == organizationId), ct),
            await db.MembersOf(organizationId).CountAsync(ct));
        if (content is { CoachingRelationshipCount: > 0 } or { MemberCount: > 0 })
            throw new ConflictException("organization_not_empty", "The organization still has members or coaching relationships.", content);
        db.Organizations.Remove(organization);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>What keeps an organization from being deleted.</summary>
    private sealed record OrganizationContent(int CoachingRelationshipCount, int CoachingSessionCount, int MemberCount);

    private async Task SaveNamedAsync(Organization organization, CancellationToken ct)
    {
        var taken = new ConflictException("organization_name_taken", "That organization name is in use.", new { organization.Name });
        if (await db.Organizations.AnyAsync(
            o => (o.Name == organization.Name || o.Slug == organization.Slug) && o.Id != organization.Id, ct))
            throw taken;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (ConflictException)
        {
            throw taken;   // by somebody else, at the same moment
        }
    }

    private async Task TellMembersAsync(Guid organizationId, CancellationToken ct) => outbox.Add(
        await db.MembersOf(organizationId).ToListAsync(ct), new OrganizationChanged(organizationId));

    private async Task<Organization> FindAsync(Guid organizationId, CancellationToken ct) =>
        await db.Organizations.SingleOrDefaultAsync(o => o.Id == organizationId, ct) ?? throw new NotFoundException("organization");
}
