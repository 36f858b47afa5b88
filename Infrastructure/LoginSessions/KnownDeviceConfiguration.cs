using CoachingPlatform.Domain.LoginSessions;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.LoginSessions;

internal sealed class KnownDeviceConfiguration : IEntityTypeConfiguration<KnownDevice>
{
    public void Configure(EntityTypeBuilder<KnownDevice> device)
    {
        device.ToTable("KnownDevices");
        device.Property(d => d.Id).HasMaxLength(KnownDevice.IdLength).IsUnicode(false);
        device.HasOne<User>().WithMany().HasForeignKey(d => d.UserId).OnDelete(DeleteBehavior.Cascade);
        device.HasIndex(d => new { d.UserId, d.LastUsedAt });   // the latest of a user
        device.HasIndex(d => d.LastUsedAt);   // forgetting
    }
}
