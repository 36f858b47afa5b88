using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Outbox;

internal sealed class EventRecipientConfiguration : IEntityTypeConfiguration<EventRecipient>
{
    public void Configure(EntityTypeBuilder<EventRecipient> recipient)
    {
        recipient.ToTable("EventRecipients");
        recipient.HasKey(r => new { r.UserId, r.Number });   // a resume
        recipient.Property(r => r.Number).ValueGeneratedNever();
        recipient.HasIndex(r => r.Number);   // trimming
    }
}
