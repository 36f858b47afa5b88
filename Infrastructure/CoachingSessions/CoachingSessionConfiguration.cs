using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.CoachingSessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.CoachingSessions;

internal sealed class CoachingSessionConfiguration : IEntityTypeConfiguration<CoachingSession>
{
    public void Configure(EntityTypeBuilder<CoachingSession> session)
    {
        session.HasKey(s => s.Id).IsClustered(false);   // see decision 10
        // people's characters count, and one of them may take two of the database's
        session.Property(s => s.Title).HasMaxLength(2 * CoachingSession.TitleMaxLength);
        session.Property(s => s.MeetingUrl).HasMaxLength(CoachingSession.MeetingUrlMaxLength);
        session.Property(s => s.CollabDocumentName).HasMaxLength(1_600);   // both slugs and an id
        session.Property(s => s.Provider).HasConversion<string>().HasMaxLength(20);
        session.Property(s => s.Version).IsConcurrencyToken();
        session.HasOne<CoachingRelationship>().WithMany().HasForeignKey(s => s.CoachingRelationshipId).OnDelete(DeleteBehavior.Restrict);
        session.HasOne<CoachingSessionSeries>().WithMany().HasForeignKey(s => s.CoachingSessionSeriesId).OnDelete(DeleteBehavior.SetNull);
        session.HasIndex(s => s.Date);   // reminders
        session.HasIndex(s => new { s.CoachingRelationshipId, s.Date }).IsClustered();   // a relationship's sessions by date
    }
}
