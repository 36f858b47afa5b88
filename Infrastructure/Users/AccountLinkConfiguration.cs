using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Users;

internal sealed class AccountTokenConfiguration : IEntityTypeConfiguration<AccountToken>
{
    public void Configure(EntityTypeBuilder<AccountToken> token)
    {
        token.HasKey(t => new { t.UserId, t.Purpose });   // a new link of a kind takes the place of the one before
        token.Property(t => t.Purpose).HasConversion<string>().HasMaxLength(20);
        token.Property(t => t.Hash).HasMaxLength(AccountToken.HashLength).IsUnicode(false).IsConcurrencyToken();   // used once
        token.Property(t => t.NewEmail).HasMaxLength(User.EmailMaxLength);
        token.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
        token.HasIndex(t => t.Hash);   // a link is followed
    }
}
