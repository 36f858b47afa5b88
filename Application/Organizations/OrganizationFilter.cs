using System.Text.Json.Serialization;
using CoachingPlatform.Domain.Organizations;

namespace CoachingPlatform.Application.Organizations;

public enum OrganizationStatus
{
    [JsonStringEnumMemberName("active")] Active,
    [JsonStringEnumMemberName("archived")] Archived,
    [JsonStringEnumMemberName("all")] All,
}

/// <summary>Which organizations, oldest first.</summary>
public sealed record OrganizationFilter : PagedFilter<Organization>
{
    internal override Sorting<Organization> Sorting => new(null, o => o.Id, o => o.CreatedAt);

    internal Task<IQueryable<Organization>> ApplyAsync(
        IQueryable<Organization> organizations, OrganizationStatus status, CancellationToken ct) =>
        PageAsync(
            status switch
            {
                OrganizationStatus.Active => organizations.Where(o => o.ArchivedAt == null),
                OrganizationStatus.Archived => organizations.Where(o => o.ArchivedAt != null),
                _ => organizations,
            },
            ct);
}
