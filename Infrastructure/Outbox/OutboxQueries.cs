using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CoachingPlatform.Infrastructure.Outbox;

public static class OutboxQueries
{
    /// <summary>The messages of a unit of work. Whoever saves has looked for changes already: that is not done again for them.</summary>
    internal static IReadOnlyList<EntityEntry<OutboxMessage>> TrackedMessages(this DbContext db)
    {
        var looks = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return [.. db.ChangeTracker.Entries<OutboxMessage>()];
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = looks;
        }
    }

    /// <summary>Since when the oldest message waits to be sent, UTC; null when none does.</summary>
    public static Task<DateTime?> OldestWaitingAsync(this AppDb db, CancellationToken ct) => db.Outbox
        .Where(message => message.Number == null && !message.IsSetAside).OrderBy(message => message.Id)
        .Select(message => (DateTime?)message.CreatedAt).FirstOrDefaultAsync(ct);
}
