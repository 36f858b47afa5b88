using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Agreements;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Agreements;

/// <summary>Agreements belong to a session; its coach and its coachee read and change them, and each sees what the other does.</summary>
public sealed class AgreementService(IAppDb db, IOutbox outbox, IMapper mapper, TimeProvider clock)
{
    public async Task<IReadOnlyList<AgreementDto>> ListAsync(AgreementFilter filter, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfSessionAsync(filter.CoachingSessionId, ct)).Require(callerId);
        return await filter.Apply(db.Agreements.AsNoTracking())
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
}
