using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Goals;

namespace CoachingPlatform.Tests.Domain;

public sealed class GoalTests
{
    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    [Test]
    public void Reopening_a_goal_forgets_when_it_was_completed()
    {
        var goal = Create(ItemStatus.InProgress);
        goal.ChangeStatus(ItemStatus.Completed, Noon.AddHours(1));
        Assert.That(goal.CompletedAt, Is.EqualTo(Noon.AddHours(1)));

        goal.ChangeStatus(ItemStatus.InProgress, Noon.AddHours(2));

        Assert.That((goal.CompletedAt, goal.StatusChangedAt), Is.EqualTo(((DateTime?)null, Noon.AddHours(2))));
    }

    [Test]
    public void A_goal_that_was_over_from_the_start_was_completed_then() =>
        Assert.That(Create(ItemStatus.Completed).CompletedAt, Is.EqualTo(Noon));

    [Test]
    public void Rewording_does_not_count_as_a_change_of_status_and_a_missing_text_is_empty()
    {
        var goal = Create(ItemStatus.InProgress);

        goal.Update(null, null, ItemStatus.InProgress, null, Noon.AddHours(1));

        Assert.That((goal.Title, goal.Body, goal.StatusChangedAt, goal.UpdatedAt), Is.EqualTo(("", "", Noon, Noon.AddHours(1))));
    }

    [TestCase(ItemStatus.Completed, false)]
    [TestCase(ItemStatus.WontDo, false)]
    [TestCase(ItemStatus.NotStarted, true)]
    [TestCase(ItemStatus.OnHold, true)]
    [TestCase(ItemStatus.InProgress, true)]
    public void Only_a_goal_that_is_not_over_can_be_linked(ItemStatus status, bool linkable) =>
        Assert.That(
            Create(status).EnsureLinkable,
            linkable ? Throws.Nothing : Throws.TypeOf<RuleException>().With.Property("Code").EqualTo("cannot_link_completed_goal"));

    private static Goal Create(ItemStatus status) => Goal.Create(Guid.NewGuid(), null, Guid.NewGuid(), "T", "B", status, null, Noon);
}
