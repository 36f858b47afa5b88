using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CoachingPlatform.Infrastructure.Mail;

internal sealed class QueuedMailConfiguration : IEntityTypeConfiguration<QueuedMail>
{
    public void Configure(EntityTypeBuilder<QueuedMail> mail)
    {
        mail.ToTable("QueuedMails");
        mail.Property(m => m.Job).HasMaxLength(QueuedMail.JobMaxLength);
        mail.Property(m => m.Gathers).HasMaxLength(QueuedMail.GathersMaxLength).IsUnicode(false);
        mail.Property(m => m.Failure).HasMaxLength(QueuedMail.FailureMaxLength);
        mail.HasIndex(m => m.Gathers);
        mail.HasIndex(m => new { m.GivenUpAt, m.DueAt });   // what is due, and how many were given up
    }
}
