using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.CoachingRelationships;

internal sealed class CoachingRelationshipConfiguration : IEntityTypeConfiguration<CoachingRelationship>
{
    public void Configure(EntityTypeBuilder<CoachingRelationship> relationship)
    {
        // two first names, in which a letter may become two
        relationship.Property(r => r.Slug).HasMaxLength((4 * User.NameMaxLength) + 1);
        relationship.HasOne<Organization>().WithMany().HasForeignKey(r => r.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        relationship.HasOne(r => r.Coach).WithMany().HasForeignKey(r => r.CoachId).OnDelete(DeleteBehavior.Restrict);
        relationship.HasOne(r => r.Coachee).WithMany().HasForeignKey(r => r.CoacheeId).OnDelete(DeleteBehavior.Restrict);
        relationship.HasIndex(r => new { r.CoachId, r.CoacheeId, r.OrganizationId }).IsUnique();
        relationship.HasIndex(r => r.CoacheeId);        // a coachee's relationships
        relationship.HasIndex(r => r.OrganizationId);   // an organization's relationships
    }
}
