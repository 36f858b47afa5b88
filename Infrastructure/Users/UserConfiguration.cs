using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Users;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.Property(u => u.Email).HasMaxLength(User.EmailMaxLength);
        user.Property(u => u.EmailNormalized).HasMaxLength(User.EmailMaxLength);
        user.Property(u => u.FirstName).HasMaxLength(User.NameMaxLength);
        user.Property(u => u.LastName).HasMaxLength(User.NameMaxLength);
        user.Property(u => u.DisplayName).HasMaxLength(User.NameMaxLength);
        user.Property(u => u.PasswordHash).HasMaxLength(200);
        user.Property(u => u.GithubUsername).HasMaxLength(User.NameMaxLength);
        user.Property(u => u.GithubProfileUrl).HasMaxLength(User.NameMaxLength);
        user.Property(u => u.Timezone).HasMaxLength(User.TimezoneMaxLength);
        user.HasIndex(u => u.EmailNormalized).IsUnique();   // sign-in
    }
}
