using CoachingPlatform.Domain.RateLimits;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.RateLimits;

internal sealed class RateLimitCounterConfiguration : IEntityTypeConfiguration<RateLimitCounter>
{
    public void Configure(EntityTypeBuilder<RateLimitCounter> counter)
    {
        counter.ToTable("Throttles");   // as it has been called since the first release
        counter.HasKey(t => t.Key);
        counter.Property(t => t.Key).HasMaxLength(100).IsUnicode(false);
        counter.PrimitiveCollection(t => t.Times);
        counter.Property(t => t.Version).IsConcurrencyToken();
        counter.HasIndex(t => t.ForgetAt);   // forgetting
    }
}
