using CoachingPlatform.Domain.Agreements;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Agreements;

internal sealed class AgreementConfiguration : IEntityTypeConfiguration<Agreement>
{
    public void Configure(EntityTypeBuilder<Agreement> agreement)
    {
        agreement.HasKey(a => a.Id).IsClustered(false);   // see decision 10
        agreement.Property(a => a.Version).IsConcurrencyToken();
        // what was settled is not lost with the session: it cannot be deleted while it has agreements
        agreement.HasOne<CoachingSession>().WithMany().HasForeignKey(a => a.CoachingSessionId).OnDelete(DeleteBehavior.Restrict);
        agreement.HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.Restrict);
        agreement.HasIndex(a => a.CoachingSessionId).IsClustered();   // a session's agreements
    }
}
