using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Users;

internal sealed class UserRoleConfiguration : IEntityTypeConfiguration<UserRole>
{
    public void Configure(EntityTypeBuilder<UserRole> role)
    {
        role.Property(r => r.Role).HasConversion<string>().HasMaxLength(20);
        role.HasOne<User>().WithMany(u => u.Roles).HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        role.HasOne<Organization>().WithMany().HasForeignKey(r => r.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        // one role per person and organization, and one of each kind on the platform
        role.HasIndex(r => new { r.UserId, r.OrganizationId }).IsUnique().HasFilter("OrganizationId IS NOT NULL");
        role.HasIndex(r => new { r.UserId, r.Role }).IsUnique().HasFilter("OrganizationId IS NULL");
        role.HasIndex(r => r.UserId);           // all roles of a person: those above are filtered, and serve only who asks for one kind
        role.HasIndex(r => r.OrganizationId);   // members of an organization
    }
}
