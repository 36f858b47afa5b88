using AutoMapper;
using CoachingPlatform.Domain.Agreements;

namespace CoachingPlatform.Application.Agreements;

/// <param name="UserId">Who wrote it down.</param>
public sealed record AgreementDto(Guid Id, Guid CoachingSessionId, string? Body, Guid UserId, DateTime CreatedAt, DateTime UpdatedAt);

public sealed class AgreementProfile : Profile
{
    public AgreementProfile() => CreateMap<Agreement, AgreementDto>();
}
