using System.Text.Json.Serialization;
using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Agreements;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Agreements;

public enum AgreementSort
{
    [JsonStringEnumMemberName("body")] Body,
    [JsonStringEnumMemberName("created_at")] CreatedAt,
    [JsonStringEnumMemberName("updated_at")] UpdatedAt,
}

/// <summary>Agreements belong to a session; its coach and its coachee read and change them, and each sees what the other does.</summary>
public sealed class AgreementService(IAppDb db, IOutbox outbox, IMapper mapper, TimeProvider clock)
{
    public async Task<IReadOnlyList<AgreementDto>> ListAsync(
        Guid sessionId, AgreementSort? sortBy, SortOrder? sortOrder, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        return await Sort(db.Agreements.AsNoTracking().Where(a => a.CoachingSessionId == sessionId), sortBy, sortOrder)
            .ProjectTo<AgreementDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
    }

    public async Task<AgreementDto> GetAsync(Guid agreementId, Guid callerId, CancellationToken ct) =>
        mapper.Map<AgreementDto>((await LoadAsync(agreementId, callerId, ct)).Agreement);

    public async Task<AgreementDto> CreateAsync(CreateAgreementRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(request.CoachingSessionId, ct)).Require(callerId);

        var agreement = Agreement.Create(request.CoachingSessionId, callerId, request.Body, clock.UtcNow());
        db.Agreements.Add(agreement);
        var dto = mapper.Map<AgreementDto>(agreement);
        outbox.Add(participants.Recipients, new AgreementCreated(agreement.CoachingSessionId, dto));
        await db.SaveChangesAsync(ct);
        return dto;
    }

    public async Task<AgreementDto> UpdateAsync(Guid agreementId, UpdateAgreementRequest request, Guid callerId, CancellationToken ct)
    {
        var (agreement, participants) = await LoadAsync(agreementId, callerId, ct);

        agreement.Reword(request.Body, clock.UtcNow());
        var dto = mapper.Map<AgreementDto>(agreement);
        outbox.Add(participants.Recipients, new AgreementUpdated(agreement.CoachingSessionId, dto));
        await db.SaveChangesAsync(ct);
        return dto;
    }

    public async Task DeleteAsync(Guid agreementId, Guid callerId, CancellationToken ct)
    {
        var (agreement, participants) = await LoadAsync(agreementId, callerId, ct);

        db.Agreements.Remove(agreement);
        outbox.Add(participants.Recipients, new AgreementDeleted(agreement.CoachingSessionId, agreement.Id));
        await db.SaveChangesAsync(ct);
    }

    private async Task<(Agreement Agreement, Participants Participants)> LoadAsync(Guid agreementId, Guid callerId, CancellationToken ct)
    {
        var agreement = await db.Agreements.SingleOrDefaultAsync(a => a.Id == agreementId, ct) ?? throw new NotFoundException("agreement");
        return (agreement, (await db.ParticipantsOfSessionAsync(agreement.CoachingSessionId, ct)).Require(callerId));
    }

    /// <summary>Agreements without text come last in ascending and first in descending order.</summary>
    private static IQueryable<Agreement> Sort(IQueryable<Agreement> agreements, AgreementSort? sortBy, SortOrder? sortOrder) =>
        agreements.SortBy(sortOrder, a => a.Id, sortBy switch
        {
            null when sortOrder is null => [a => a.CreatedAt],
            AgreementSort.CreatedAt => [a => a.CreatedAt],
            AgreementSort.UpdatedAt => [a => a.UpdatedAt],
            _ => [a => a.Body == null, a => a.Body],
        });
}
