using CoachingPlatform.Domain.Mail;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Mail;

internal sealed class MailPreferencesConfiguration : IEntityTypeConfiguration<MailPreferences>
{
    public void Configure(EntityTypeBuilder<MailPreferences> preferences)
    {
        preferences.ToTable("MailPreferences");
        preferences.HasKey(p => p.UserId);
        preferences.Property(p => p.UnsubscribeKey).HasMaxLength(MailPreferences.UnsubscribeKeyLength);
        preferences.HasOne<User>().WithOne().HasForeignKey<MailPreferences>(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
