using AutoMapper;
using CoachingPlatform.Domain.Organizations;

namespace CoachingPlatform.Application.Organizations;

/// <param name="ArchivedAt">Null while the organization is active.</param>
/// <param name="ArchivedBy">The user who archived it; null while it is active, or when that account is gone.</param>
public sealed record OrganizationDto(
    Guid Id, string Name, string? Logo, string Slug, DateTime CreatedAt, DateTime UpdatedAt, DateTime? ArchivedAt, Guid? ArchivedBy);

public sealed class OrganizationProfile : Profile
{
    public OrganizationProfile() => CreateMap<Organization, OrganizationDto>();
}
