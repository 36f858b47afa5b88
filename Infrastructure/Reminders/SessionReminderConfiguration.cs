using CoachingPlatform.Domain.CoachingSessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Reminders;

internal sealed class SessionReminderConfiguration : IEntityTypeConfiguration<SessionReminder>
{
    public void Configure(EntityTypeBuilder<SessionReminder> reminder)
    {
        reminder.ToTable("SessionReminders");
        reminder.HasKey(r => new { r.CoachingSessionId, r.UserId });   // of two instances one reminds
        reminder.HasOne<CoachingSession>().WithMany().HasForeignKey(r => r.CoachingSessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
