using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Notes;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Notes;

internal sealed class NoteConfiguration : IEntityTypeConfiguration<Note>
{
    public void Configure(EntityTypeBuilder<Note> note)
    {
        note.HasKey(n => n.Id).IsClustered(false);   // see decision 10
        note.Property(n => n.Version).IsConcurrencyToken();
        note.HasOne<CoachingSession>().WithMany().HasForeignKey(n => n.CoachingSessionId).OnDelete(DeleteBehavior.Restrict);
        note.HasOne<User>().WithMany().HasForeignKey(n => n.UserId).OnDelete(DeleteBehavior.Restrict);
        note.HasIndex(n => n.CoachingSessionId).IsClustered();   // a session's notes
    }
}
