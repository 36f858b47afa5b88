using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;

namespace CoachingPlatform.Tests.Domain;

public sealed class ActionItemTests
{
    private static readonly DateTime Noon = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Coach = Guid.NewGuid();
    private static readonly Guid Coachee = Guid.NewGuid();

    [Test]
    public void Editing_the_text_does_not_count_as_a_change_of_status()
    {
        var action = Create();

        action.Update(null, "better", null, ItemStatus.NotStarted, null, Noon.AddHours(1));

        Assert.That((action.StatusChangedAt, action.UpdatedAt), Is.EqualTo((Noon, Noon.AddHours(1))));
    }

    [Test]
    public void A_new_status_is_stamped_with_its_time()
    {
        var action = Create();

        action.ChangeStatus(ItemStatus.Completed, Noon.AddHours(1));

        Assert.That((action.Status, action.StatusChangedAt), Is.EqualTo((ItemStatus.Completed, Noon.AddHours(1))));
    }

    [Test]
    public void Naming_somebody_twice_assigns_once() =>
        Assert.That(Create(Coach, Coach).Assignees.Select(a => a.UserId), Is.EqualTo(new[] { Coach }));

    [Test]
    public void An_update_without_assignees_keeps_them_and_an_empty_list_removes_them()
    {
        var action = Create(Coach);

        action.Update(null, "x", null, ItemStatus.NotStarted, null, Noon);
        Assert.That(action.Assignees.Select(a => a.UserId), Is.EqualTo(new[] { Coach }));

        action.Update(null, "x", null, ItemStatus.NotStarted, [Coachee], Noon);
        Assert.That(action.Assignees.Select(a => a.UserId), Is.EqualTo(new[] { Coachee }));

        action.Update(null, "x", null, ItemStatus.NotStarted, [], Noon);
        Assert.That(action.Assignees, Is.Empty);
    }

    private static ActionItem Create(params Guid[] assignees) =>
        ActionItem.Create(Guid.NewGuid(), null, Coach, "draft", null, ItemStatus.NotStarted, assignees, Noon);
}
