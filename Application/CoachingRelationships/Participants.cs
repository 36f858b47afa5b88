using CoachingPlatform.Domain;

namespace CoachingPlatform.Application.CoachingRelationships;

/// <summary>
/// The two people of a coaching relationship and who of them still belongs to its organization. Everything inside a relationship is theirs
/// alone: an administrator who is not one of them has no access.
/// </summary>
public sealed record Participants(
    Guid RelationshipId, Guid OrganizationId, Guid CoachId, Guid CoacheeId, bool CoachIsMember, bool CoacheeIsMember)
{
    /// <summary>Who may see this relationship now, and so who learns of its changes.</summary>
    public IReadOnlyList<Guid> Recipients { get; } =
        [.. CoachIsMember ? [CoachId] : Array.Empty<Guid>(), .. CoacheeIsMember ? [CoacheeId] : Array.Empty<Guid>()];

    public bool Contains(Guid userId) => userId == CoachId || userId == CoacheeId;

    /// <exception cref="ForbiddenException">The caller is neither, or no longer belongs to the organization.</exception>
    public Participants Require(Guid callerId) => Recipients.Contains(callerId) ? this : throw new ForbiddenException();

    /// <exception cref="ForbiddenException">The caller is not the coach, or no longer belongs to the organization.</exception>
    public Participants RequireCoach(Guid callerId) =>
        callerId == CoachId ? Require(callerId) : throw new ForbiddenException("Only the coach may do this.");
}
