using CoachingPlatform.Domain.Users;

namespace CoachingPlatform.Domain.CoachingRelationships;

/// <summary>One person coaches another inside one organization. The reverse direction is another relationship.</summary>
public sealed class CoachingRelationship
{
    private CoachingRelationship()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    public Guid CoachId { get; private set; }

    public Guid CoacheeId { get; private set; }

    public User Coach { get; private set; } = null!;

    public User Coachee { get; private set; } = null!;

    /// <summary>Both first names; not unique, and not renewed when somebody is renamed.</summary>
    public string Slug { get; private set; } = "";

    public DateTime CreatedAt { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    /// <exception cref="ConflictException">Nobody coaches themself (<c>conflict</c>).</exception>
    public static CoachingRelationship Create(
        Guid organizationId, Guid coachId, string coachFirstName, Guid coacheeId, string coacheeFirstName, DateTime now)
    {
        if (coachId == coacheeId)
            throw new ConflictException("conflict", "The coach and the coachee must be two people.");
        return new CoachingRelationship
        {
            Id = Guid.NewGuid(),
            OrganizationId = organizationId,
            CoachId = coachId,
            CoacheeId = coacheeId,
            Slug = SlugOf(coachFirstName, coacheeFirstName),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>After somebody's name was erased; both people are loaded.</summary>
    public void RenewSlug() => Slug = SlugOf(Coach.FirstName, Coachee.FirstName);

    private static string SlugOf(string coachFirstName, string coacheeFirstName) =>
        Organizations.Slug.Of($"{coachFirstName} {coacheeFirstName}");
}
