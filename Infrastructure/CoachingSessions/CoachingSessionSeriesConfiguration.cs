using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.CoachingSessions;

internal sealed class CoachingSessionSeriesConfiguration : IEntityTypeConfiguration<CoachingSessionSeries>
{
    public void Configure(EntityTypeBuilder<CoachingSessionSeries> series)
    {
        series.ToTable("CoachingSessionSeries");
        series.Property(s => s.Rule).HasMaxLength(1_000).HasConversion(
            rule => StoredJson.Serialize(rule), json => StoredJson.Deserialize<SeriesRule>(json));
        series.Property(s => s.Version).IsConcurrencyToken();
        series.HasOne<CoachingRelationship>().WithMany().HasForeignKey(s => s.CoachingRelationshipId).OnDelete(DeleteBehavior.Restrict);
        series.HasOne<User>().WithMany().HasForeignKey(s => s.CreatedByUserId).OnDelete(DeleteBehavior.Restrict);
    }
}
