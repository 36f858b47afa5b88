using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Organizations;

internal sealed class OrganizationConfiguration : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> organization)
    {
        organization.Property(o => o.Name).HasMaxLength(2 * Organization.NameMaxLength);
        // a letter may become two ("æ", "ae")
        organization.Property(o => o.Slug).HasMaxLength(2 * Organization.NameMaxLength);
        organization.HasIndex(o => o.Name).IsUnique();
        organization.HasIndex(o => o.Slug).IsUnique();
        organization.HasOne<User>().WithMany().HasForeignKey(o => o.ArchivedBy).OnDelete(DeleteBehavior.SetNull);
    }
}
