using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Goals;

internal static class GoalLimit
{
    /// <summary>Call it under the relationship's lock, for a goal that is about to be in progress.</summary>
    /// <exception cref="ConflictException">
    /// Enough others are in progress already (<c>conflict</c>); <c>details</c> lists them, so that a client can offer to swap.
    /// </exception>
    public static async Task EnsureRoomForGoalAsync(this IAppDb db, Goal goal, CancellationToken ct)
    {
        var others = await db.Goals
            .Where(g => g.CoachingRelationshipId == goal.CoachingRelationshipId && g.Status == ItemStatus.InProgress && g.Id != goal.Id)
            .OrderBy(g => g.CreatedAt).ThenBy(g => g.Id)
            .Select(g => new { g.Id, g.Title })
            .ToListAsync(ct);
        if (others.Count >= Goal.MaxInProgress)
        {
            throw new ConflictException(
                "conflict", $"At most {Goal.MaxInProgress} goals can be in progress at a time.",
                new { MaxInProgressGoals = Goal.MaxInProgress, InProgressGoals = others });
        }
    }
}
