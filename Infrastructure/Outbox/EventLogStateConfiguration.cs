using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Outbox;

internal sealed class EventLogStateConfiguration : IEntityTypeConfiguration<EventLogState>
{
    public void Configure(EntityTypeBuilder<EventLogState> state)
    {
        state.ToTable("EventLog");
        state.Property(s => s.Id).ValueGeneratedNever();
    }
}
