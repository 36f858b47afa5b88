using AutoMapper;
using CoachingPlatform.Domain.CoachingRelationships;

namespace CoachingPlatform.Application.CoachingRelationships;

public sealed record CoachingRelationshipDto(
    Guid Id,
    Guid OrganizationId,
    Guid CoachId,
    Guid CoacheeId,
    string CoachFirstName,
    string CoachLastName,
    string CoacheeFirstName,
    string CoacheeLastName,
    DateTime CreatedAt,
    DateTime UpdatedAt);

public sealed class CoachingRelationshipProfile : Profile
{
    public CoachingRelationshipProfile() => CreateMap<CoachingRelationship, CoachingRelationshipDto>();
}
