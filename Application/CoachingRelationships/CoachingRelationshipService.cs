using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingRelationships;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.CoachingRelationships;

public sealed class CoachingRelationshipService(IAppDb db, IMapper mapper, TimeProvider clock)
{
    /// <summary>All relationships of the organization for those who run it, their own for everybody else.</summary>
    public async Task<IReadOnlyList<CoachingRelationshipDto>> ListAsync(
        Guid organizationId, CoachingRelationshipFilter filter, Guid callerId, CancellationToken ct)
    {
        var caller = await db.RequireMemberAsync(organizationId, callerId, ct);
        var relationships = caller.Administers ? db.CoachingRelationships : db.RelationshipsOf(callerId);
        return await ReadAsync(await filter.ApplyAsync(relationships.Where(r => r.OrganizationId == organizationId), ct), ct);
    }

    /// <summary>The caller's own relationships in all organizations that they belong to.</summary>
    public async Task<IReadOnlyList<CoachingRelationshipDto>> ListOfUserAsync(
        Guid userId, UserRelationshipFilter filter, Guid callerId, CancellationToken ct)
    {
        UserAccess.RequireSelf(userId, callerId);
        return await ReadAsync(await filter.ApplyAsync(db.RelationshipsOf(userId, filter.Role ?? RelationshipRole.All), ct), ct);
    }

    /// <exception cref="NotFoundException">No such relationship in this organization.</exception>
    /// <exception cref="ForbiddenException">The caller is not part of it.</exception>
    public async Task<CoachingRelationshipDto> GetAsync(Guid organizationId, Guid relationshipId, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsInOrganizationAsync(organizationId, relationshipId, ct)).Require(callerId);
        return await ReadOneAsync(db.CoachingRelationships.Where(r => r.Id == relationshipId), ct);
    }

    /// <summary>Relates two members; the pair's existing relationship in this direction is returned when there is one.</summary>
    /// <exception cref="ConflictException">One person twice, an archived organization, or somebody who does not belong to it.</exception>
    public async Task<CoachingRelationshipDto> CreateAsync(
        Guid organizationId, CreateCoachingRelationshipRequest request, Guid callerId, CancellationToken ct)
    {
        await db.RequireAdminAsync(organizationId, callerId, ct);
        if (request.CoachId == request.CoacheeId)
            throw new ConflictException("conflict", "The coach and the coachee must be two people.");
        var pair = db.CoachingRelationships.Where(r =>
            r.OrganizationId == organizationId && r.CoachId == request.CoachId && r.CoacheeId == request.CoacheeId);

        await db.LockOrganizationAsync(organizationId, async () =>
        {
            await db.EnsureActiveAsync(organizationId, ct);
            var coachName = await db.FirstNameOfMemberAsync(request.CoachId, organizationId, "coach", ct);
            var coacheeName = await db.FirstNameOfMemberAsync(request.CoacheeId, organizationId, "coachee", ct);
            if (!await pair.AnyAsync(ct))
            {
                db.CoachingRelationships.Add(CoachingRelationship.Create(
                    organizationId, request.CoachId, coachName, request.CoacheeId, coacheeName, clock.UtcNow()));
            }
            return organizationId;
        }, ct);
        return await ReadOneAsync(pair, ct);
    }

    /// <exception cref="NotFoundException">It was deleted just now.</exception>
    private async Task<CoachingRelationshipDto> ReadOneAsync(IQueryable<CoachingRelationship> relationships, CancellationToken ct) =>
        (await ReadAsync(relationships, ct)).SingleOrDefault() ?? throw new NotFoundException("coaching relationship");

    private async Task<List<CoachingRelationshipDto>> ReadAsync(IQueryable<CoachingRelationship> relationships, CancellationToken ct) =>
        await relationships.AsNoTracking()
            .ProjectTo<CoachingRelationshipDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
}
