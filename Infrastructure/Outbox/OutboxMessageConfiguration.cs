using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Outbox;

internal sealed class OutboxMessageConfiguration : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("Outbox");
        message.Property(m => m.Type).HasMaxLength(OutboxMessage.TypeMaxLength);
        message.Property(m => m.TraceParent).HasMaxLength(OutboxMessage.TraceParentMaxLength).IsUnicode(false);
        message.Property(m => m.Number).HasColumnName(OutboxMessage.NumberColumn);
        message.HasIndex(m => m.Number).IsUnique();   // reading the log; and two servers on one database cannot both number
        message.HasIndex(m => m.Id, "IX_Outbox_Waiting").HasFilter("Sequence IS NULL");   // what waits to be sent
    }
}
