using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Goals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Goals;

internal sealed class GoalConfiguration : IEntityTypeConfiguration<Goal>
{
    public void Configure(EntityTypeBuilder<Goal> goal)
    {
        goal.HasKey(g => g.Id).IsClustered(false);   // see decision 10
        goal.Property(g => g.Status).HasConversion<string>().HasMaxLength(20);
        goal.Property(g => g.Version).IsConcurrencyToken();
        goal.HasOne<CoachingRelationship>().WithMany().HasForeignKey(g => g.CoachingRelationshipId).OnDelete(DeleteBehavior.Cascade);
        // cleared by the use case that deletes a session: SQL Server allows one cascading way to a goal's links, and that is their own
        goal.HasOne<CoachingSession>().WithMany().HasForeignKey(g => g.CreatedInSessionId).OnDelete(DeleteBehavior.Restrict);
        goal.HasIndex(g => new { g.CoachingRelationshipId, g.CreatedAt }).IsClustered();   // a relationship's goals
        goal.HasIndex(g => g.UserId);   // goals somebody has set
    }
}
