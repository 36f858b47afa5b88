using CoachingPlatform.Domain.Throttling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Throttling;

internal sealed class ThrottleConfiguration : IEntityTypeConfiguration<Throttle>
{
    public void Configure(EntityTypeBuilder<Throttle> throttle)
    {
        throttle.HasKey(t => t.Key);
        throttle.Property(t => t.Key).HasMaxLength(100).IsUnicode(false);
        throttle.PrimitiveCollection(t => t.Times);
        throttle.Property(t => t.Version).IsConcurrencyToken();
        throttle.HasIndex(t => t.ForgetAt);   // forgetting
    }
}
