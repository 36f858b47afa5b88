using System.Text.Json.Serialization;
using CoachingPlatform.Domain.CoachingRelationships;

namespace CoachingPlatform.Application.CoachingRelationships;

/// <summary>Which side of a relationship the caller is on.</summary>
public enum RelationshipRole
{
    [JsonStringEnumMemberName("all")] All,
    [JsonStringEnumMemberName("coach")] Coach,
    [JsonStringEnumMemberName("coachee")] Coachee,
}

/// <summary>Which relationships, oldest first.</summary>
public record CoachingRelationshipFilter : PagedFilter<CoachingRelationship>
{
    internal override Sorting<CoachingRelationship> Sorting => new(null, r => r.Id, r => r.CreatedAt);

    internal Task<IQueryable<CoachingRelationship>> ApplyAsync(IQueryable<CoachingRelationship> relationships, CancellationToken ct) =>
        PageAsync(relationships, ct);
}

/// <summary>Which relationships of one user, oldest first.</summary>
public sealed record UserRelationshipFilter : CoachingRelationshipFilter
{
    /// <summary>On which side the caller is; default: either.</summary>
    public RelationshipRole? Role { get; init; }
}
