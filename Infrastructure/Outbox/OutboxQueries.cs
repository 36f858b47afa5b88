using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Infrastructure.Outbox;

public static class OutboxQueries
{
    /// <summary>Since when the oldest message waits to be sent, UTC; null when none does.</summary>
    public static Task<DateTime?> OldestWaitingAsync(this AppDb db, CancellationToken ct) => db.Outbox
        .Where(message => message.Sequence == null && !message.IsSetAside).OrderBy(message => message.Id)
        .Select(message => (DateTime?)message.CreatedAt).FirstOrDefaultAsync(ct);
}
