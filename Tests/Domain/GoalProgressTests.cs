using CoachingPlatform.Domain.Goals;

namespace CoachingPlatform.Tests.Domain;

/// <summary>The thresholds, one by one, for a goal that was set at noon on the first of June.</summary>
public sealed class GoalProgressTests
{
    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    [TestCase(6, 23, GoalProgress.SolidMomentum)]
    [TestCase(7, 0, GoalProgress.NeedsAttention)]
    public void A_goal_is_young_for_seven_whole_days(int days, int hours, GoalProgress expected) =>
        Assert.That(new GoalEffort(0, 0, null).Assess(Noon, null, Noon.AddDays(days).AddHours(hours)), Is.EqualTo(expected));

    [TestCase(10, 0, 0, GoalProgress.NeedsAttention, Description = "no actions")]
    [TestCase(20, 1, 2, GoalProgress.SolidMomentum, Description = "half done on the last half-way day")]
    [TestCase(21, 1, 2, GoalProgress.NeedsAttention, Description = "half done after half of the time")]
    [TestCase(20, 1, 4, GoalProgress.NeedsAttention, Description = "exactly half of what time asks for")]
    [TestCase(21, 1, 4, GoalProgress.LetsRefocus, Description = "less than half of what time asks for")]
    [TestCase(40, 4, 4, GoalProgress.SolidMomentum, Description = "all done on the target date")]
    [TestCase(41, 4, 4, GoalProgress.LetsRefocus, Description = "the day after the target date")]
    public void With_a_target_date_forty_days_away_what_is_done_is_held_against_the_time_gone(
        int days, int done, int total, GoalProgress expected) =>
        Assert.That(
            new GoalEffort(done, total, Noon)
                .Assess(Noon, DateOnly.FromDateTime(Noon.AddDays(40)), Noon.AddDays(days)), Is.EqualTo(expected));

    [Test]
    public void A_target_date_before_the_goal_was_set_is_past_and_on_the_same_day_it_asks_for_attention()
    {
        var goal = new GoalEffort(1, 1, Noon);
        var today = DateOnly.FromDateTime(Noon.AddDays(10));

        Assert.That(goal.Assess(Noon, DateOnly.FromDateTime(Noon), Noon.AddDays(10)), Is.EqualTo(GoalProgress.LetsRefocus));
        Assert.That(goal.Assess(Noon, today.AddDays(1), Noon.AddDays(10)), Is.EqualTo(GoalProgress.SolidMomentum));
    }

    [TestCase(20, 0, 0, GoalProgress.NeedsAttention, Description = "nothing completed")]
    [TestCase(20, 4, 10, GoalProgress.SolidMomentum, Description = "idle for two cadences of five days")]
    [TestCase(20, 4, 9, GoalProgress.NeedsAttention, Description = "idle for a day more")]
    [TestCase(40, 8, 20, GoalProgress.NeedsAttention, Description = "idle for four cadences of five days")]
    [TestCase(40, 8, 19, GoalProgress.LetsRefocus, Description = "idle for a day more than that")]
    public void Without_a_target_date_idle_days_are_held_against_the_usual_cadence(
        int age, int completed, int lastOnDay, GoalProgress expected) =>
        Assert.That(
            new GoalEffort(completed, 10, completed == 0 ? null : Noon.AddDays(lastOnDay))
                .Assess(Noon, null, Noon.AddDays(age)), Is.EqualTo(expected));
}
