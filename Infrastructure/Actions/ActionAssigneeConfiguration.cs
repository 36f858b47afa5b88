using CoachingPlatform.Domain.Actions;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Actions;

internal sealed class ActionAssigneeConfiguration : IEntityTypeConfiguration<ActionAssignee>
{
    public void Configure(EntityTypeBuilder<ActionAssignee> assignee)
    {
        assignee.ToTable("ActionAssignees");
        assignee.HasKey(a => new { a.ActionId, a.UserId });
        assignee.HasOne<ActionItem>().WithMany(a => a.Assignees).HasForeignKey(a => a.ActionId).OnDelete(DeleteBehavior.Cascade);
        assignee.HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
