using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Goals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Goals;

internal sealed class CoachingSessionGoalConfiguration : IEntityTypeConfiguration<CoachingSessionGoal>
{
    public void Configure(EntityTypeBuilder<CoachingSessionGoal> link)
    {
        link.ToTable("CoachingSessionGoals");
        link.HasKey(l => l.Id).IsClustered(false);   // see decision 10
        link.HasOne<CoachingSession>().WithMany().HasForeignKey(l => l.CoachingSessionId).OnDelete(DeleteBehavior.Cascade);
        link.HasOne<Goal>().WithMany().HasForeignKey(l => l.GoalId).OnDelete(DeleteBehavior.Cascade);
        link.HasIndex(l => new { l.CoachingSessionId, l.GoalId }).IsUnique().IsClustered();   // a session's goals
        link.HasIndex(l => l.GoalId);   // a goal's sessions
    }
}
