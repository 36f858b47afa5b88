namespace CoachingPlatform.Domain.Goals;

/// <summary>What was done for a goal.</summary>
/// <param name="LastCompletedAt">When the last completed action was completed, UTC; null when none was.</param>
public sealed record GoalEffort(int ActionsCompleted, int ActionsTotal, DateTime? LastCompletedAt)
{
    private const int GraceDays = 7;

    /// <summary>
    /// A young goal is always fine. With a target date the share of actions done is held against the share of time gone;
    /// without one, the days since the last completion against the usual days between completions.
    /// </summary>
    public GoalProgress Assess(DateTime createdAt, DateOnly? targetDate, DateTime now)
    {
        var age = WholeDays(createdAt, now);
        if (age < GraceDays)
            return GoalProgress.SolidMomentum;
        return targetDate is { } target ? AgainstTarget(createdAt, target, now) : AgainstCadence(age, now);
    }

    private GoalProgress AgainstTarget(DateTime createdAt, DateOnly target, DateTime now)
    {
        if (ActionsTotal == 0)
            return GoalProgress.NeedsAttention;
        var (start, today) = (DateOnly.FromDateTime(createdAt), DateOnly.FromDateTime(now));
        if (today > target)
            return GoalProgress.LetsRefocus;
        var span = target.DayNumber - start.DayNumber;
        if (span <= 0)
            return GoalProgress.NeedsAttention;
        var elapsed = (double)(today.DayNumber - start.DayNumber) / span;
        var done = (double)ActionsCompleted / ActionsTotal;
        if (done < elapsed / 2)
            return GoalProgress.LetsRefocus;
        return done < elapsed ? GoalProgress.NeedsAttention : GoalProgress.SolidMomentum;
    }

    private GoalProgress AgainstCadence(int age, DateTime now)
    {
        if (ActionsCompleted == 0 || LastCompletedAt is not { } last)
            return GoalProgress.NeedsAttention;
        var cadence = (double)Math.Max(age, 1) / ActionsCompleted;
        var idle = WholeDays(last, now);
        if (idle <= 2 * cadence)
            return GoalProgress.SolidMomentum;
        return idle <= 4 * cadence ? GoalProgress.NeedsAttention : GoalProgress.LetsRefocus;
    }

    private static int WholeDays(DateTime from, DateTime to) => (int)(to - from).TotalDays;
}
