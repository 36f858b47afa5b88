using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Users;

internal sealed class AccountLinkConfiguration : IEntityTypeConfiguration<AccountLink>
{
    public void Configure(EntityTypeBuilder<AccountLink> link)
    {
        link.ToTable("AccountTokens");   // as it has been called since the first release
        link.HasKey(t => new { t.UserId, t.Purpose });   // a new link of a kind takes the place of the one before
        link.Property(t => t.Purpose).HasConversion<string>().HasMaxLength(20);
        link.Property(t => t.Hash).HasMaxLength(AccountLink.HashLength).IsUnicode(false).IsConcurrencyToken();   // used once
        link.Property(t => t.NewEmail).HasMaxLength(User.EmailMaxLength);
        link.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
        link.HasIndex(t => t.Hash);   // a link is followed
    }
}
