using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;

namespace CoachingPlatform.Application.Actions;

/// <summary>Whose actions are asked for: of one side of each relationship, of one user, or of anybody.</summary>
public sealed record Assignee(RelationshipRole Side, Guid? UserId)
{
    /// <param name="text"><c>coach</c> or <c>coachee</c> in any case, a user's id, or null for anybody.</param>
    /// <exception cref="BadRequestException">It is none of these.</exception>
    public static Assignee Parse(string? text) => text?.ToLowerInvariant() switch
    {
        null => new Assignee(RelationshipRole.All, null),
        "coach" => new Assignee(RelationshipRole.Coach, null),
        "coachee" => new Assignee(RelationshipRole.Coachee, null),
        _ when GuidConverter.TryParse(text, out var userId) => new Assignee(RelationshipRole.All, userId),
        _ => throw new BadRequestException("assignee: coach, coachee or a user's id is expected."),
    };

    /// <summary>A coachee asks for their own actions or for nobody's in particular.</summary>
    /// <exception cref="ForbiddenException">Somebody else's are asked for (<c>forbidden_assignee_scope</c>).</exception>
    public void RequireOwn(Guid callerId)
    {
        if (Side == RelationshipRole.Coach || (UserId is not null && UserId != callerId))
            throw new ForbiddenException("A coachee sees their own actions and those of nobody.", "forbidden_assignee_scope");
    }
}
