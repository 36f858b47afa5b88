using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Users;

internal sealed class RoleChangeConfiguration : IEntityTypeConfiguration<RoleChange>
{
    public void Configure(EntityTypeBuilder<RoleChange> change)
    {
        change.Property(c => c.OldRole).HasConversion<string>().HasMaxLength(20);
        change.Property(c => c.NewRole).HasConversion<string>().HasMaxLength(20);
        change.HasIndex(c => new { c.UserId, c.OrganizationId });   // who once belonged where; no keys, since it outlives both
    }
}
