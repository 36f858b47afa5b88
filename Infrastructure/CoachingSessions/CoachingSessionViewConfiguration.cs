using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.CoachingSessions;

internal sealed class CoachingSessionViewConfiguration : IEntityTypeConfiguration<CoachingSessionView>
{
    public void Configure(EntityTypeBuilder<CoachingSessionView> view)
    {
        view.ToTable("CoachingSessionViews");
        view.HasKey(v => new { v.UserId, v.CoachingSessionId });
        view.HasOne<User>().WithMany().HasForeignKey(v => v.UserId).OnDelete(DeleteBehavior.Cascade);
        view.HasOne<CoachingSession>().WithMany().HasForeignKey(v => v.CoachingSessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
