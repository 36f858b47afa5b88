using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Topics;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Topics;

internal sealed class TopicConfiguration : IEntityTypeConfiguration<Topic>
{
    public void Configure(EntityTypeBuilder<Topic> topic)
    {
        topic.HasKey(t => t.Id).IsClustered(false);   // see decision 10
        topic.Property(t => t.Priority).HasConversion<string>().HasMaxLength(20);
        topic.Property(t => t.Status).HasConversion<string>().HasMaxLength(20);
        topic.Property(t => t.Version).IsConcurrencyToken();
        topic.Property(t => t.UndoSnapshot).HasConversion(
            snapshot => StoredJson.Serialize(snapshot), json => StoredJson.Deserialize<TopicSnapshot>(json));
        topic.HasOne<CoachingSession>().WithMany().HasForeignKey(t => t.CoachingSessionId).OnDelete(DeleteBehavior.Cascade);
        // cleared by the use case that deletes a session: SQL Server allows one cascading way to a table
        topic.HasOne<CoachingSession>().WithMany().HasForeignKey(t => t.MovedFromSessionId).OnDelete(DeleteBehavior.Restrict);
        topic.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
        topic.HasIndex(t => new { t.CoachingSessionId, t.DisplayOrder }).IsClustered();   // a session's topics in order
    }
}
