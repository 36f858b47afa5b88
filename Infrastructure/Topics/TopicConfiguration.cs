using System.Text.Json;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Topics;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Topics;

internal sealed class TopicConfiguration : IEntityTypeConfiguration<Topic>
{
    public void Configure(EntityTypeBuilder<Topic> topic)
    {
        topic.Property(t => t.Priority).HasConversion<string>().HasMaxLength(20);
        topic.Property(t => t.Status).HasConversion<string>().HasMaxLength(20);
        topic.Property(t => t.Version).IsConcurrencyToken();
        topic.Property(t => t.UndoSnapshot).HasConversion(
            snapshot => JsonSerializer.Serialize(snapshot, WireJson.Options),
            json => JsonSerializer.Deserialize<TopicSnapshot>(json, WireJson.Options));
        topic.HasOne<CoachingSession>().WithMany().HasForeignKey(t => t.CoachingSessionId).OnDelete(DeleteBehavior.Cascade);
        // cleared by the use case that deletes a session: SQL Server allows one cascading way to a table
        topic.HasOne<CoachingSession>().WithMany().HasForeignKey(t => t.MovedFromSessionId).OnDelete(DeleteBehavior.Restrict);
        topic.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
        topic.HasIndex(t => new { t.CoachingSessionId, t.DisplayOrder });   // a session's topics in order
    }
}
