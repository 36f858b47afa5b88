using CoachingPlatform.Domain.Actions;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Goals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Actions;

internal sealed class ActionItemConfiguration : IEntityTypeConfiguration<ActionItem>
{
    public void Configure(EntityTypeBuilder<ActionItem> action)
    {
        action.ToTable("Actions");
        action.HasKey(a => a.Id).IsClustered(false);   // see decision 10
        action.Property(a => a.Status).HasConversion<string>().HasMaxLength(20);
        action.Property(a => a.Version).IsConcurrencyToken();
        // what was agreed is not lost with the session: it cannot be deleted while it has actions
        action.HasOne<CoachingSession>().WithMany().HasForeignKey(a => a.CoachingSessionId).OnDelete(DeleteBehavior.Restrict);
        action.HasOne<Goal>().WithMany().HasForeignKey(a => a.GoalId).OnDelete(DeleteBehavior.SetNull);
        action.HasIndex(a => new { a.CoachingSessionId, a.Status }).IsClustered();   // a session's actions, often of one status
        action.HasIndex(a => a.GoalId).HasFilter("GoalId IS NOT NULL");   // a goal's actions; most serve none
    }
}
