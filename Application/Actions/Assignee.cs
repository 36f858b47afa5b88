using System.Diagnostics.CodeAnalysis;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;

namespace CoachingPlatform.Application.Actions;

/// <summary>Whose actions are asked for: of one side of each relationship, of one user, or of anybody.</summary>
public sealed record Assignee(RelationshipRole Side, Guid? UserId)
{
    public const string Expectation = "coach, coachee or a user's id is expected.";

    public static readonly Assignee Anybody = new(RelationshipRole.All, null);

    /// <param name="text"><c>coach</c> or <c>coachee</c> in any case, or a user's id.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Assignee? assignee)
    {
        assignee = text?.ToLowerInvariant() switch
        {
            "coach" => new Assignee(RelationshipRole.Coach, null),
            "coachee" => new Assignee(RelationshipRole.Coachee, null),
            _ when GuidConverter.TryParse(text, out var userId) => new Assignee(RelationshipRole.All, userId),
            _ => null,
        };
        return assignee is not null;
    }

    /// <summary>A coachee asks for their own actions or for nobody's in particular.</summary>
    /// <exception cref="ForbiddenException">Somebody else's are asked for (<c>forbidden_assignee_scope</c>).</exception>
    public void RequireOwn(Guid callerId)
    {
        if (Side == RelationshipRole.Coach || (UserId is not null && UserId != callerId))
            throw new ForbiddenException("A coachee sees their own actions and those of nobody.", "forbidden_assignee_scope");
    }
}
