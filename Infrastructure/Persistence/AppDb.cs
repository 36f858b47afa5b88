using CoachingPlatform.Application;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Actions;
using CoachingPlatform.Domain.Agreements;
using CoachingPlatform.Domain.CalendarFeeds;
using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Goals;
using CoachingPlatform.Domain.LoginSessions;
using CoachingPlatform.Domain.Mail;
using CoachingPlatform.Domain.Notes;
using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.RateLimits;
using CoachingPlatform.Domain.Topics;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Mail;
using CoachingPlatform.Infrastructure.Outbox;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CoachingPlatform.Infrastructure.Persistence;

/// <summary>The model and the unit of work. The two providers differ in nothing but their migrations.</summary>
public abstract class AppDb(DbContextOptions options) : DbContext(options), IAppDb
{
    public DbSet<User> Users => Set<User>();

    public DbSet<UserRole> UserRoles => Set<UserRole>();

    public DbSet<RoleChange> RoleChanges => Set<RoleChange>();

    public DbSet<AccountLink> AccountLinks => Set<AccountLink>();

    public DbSet<RateLimitCounter> RateLimitCounters => Set<RateLimitCounter>();

    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<CoachingRelationship> CoachingRelationships => Set<CoachingRelationship>();

    public DbSet<CoachingSession> CoachingSessions => Set<CoachingSession>();

    public DbSet<CoachingSessionSeries> CoachingSessionSeries => Set<CoachingSessionSeries>();

    public DbSet<ActionItem> Actions => Set<ActionItem>();

    public DbSet<Agreement> Agreements => Set<Agreement>();

    public DbSet<Note> Notes => Set<Note>();

    public DbSet<Goal> Goals => Set<Goal>();

    public DbSet<CoachingSessionGoal> CoachingSessionGoals => Set<CoachingSessionGoal>();

    public DbSet<CoachingSessionView> CoachingSessionViews => Set<CoachingSessionView>();

    public DbSet<Topic> Topics => Set<Topic>();

    public DbSet<LoginSession> LoginSessions => Set<LoginSession>();

    public DbSet<KnownDevice> KnownDevices => Set<KnownDevice>();

    public DbSet<MailPreferences> MailPreferences => Set<MailPreferences>();

    public DbSet<CalendarFeed> CalendarFeeds => Set<CalendarFeed>();

    public DbSet<SessionReminder> SessionReminders => Set<SessionReminder>();

    public DbSet<QueuedMail> QueuedMails => Set<QueuedMail>();

    /// <summary>This save leaves it to the event log to number its events.</summary>
    internal bool HasUnnumberedEvents { get; private set; }

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<EventRecipient> EventRecipients => Set<EventRecipient>();

    public DbSet<EventLogState> EventLog => Set<EventLogState>();

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>())
        {
            if (entry.State is EntityState.Added or EntityState.Modified)
                entry.Property(entity => entity.Version).CurrentValue = Guid.NewGuid();
        }
        try
        {
            return await SaveNumberedAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new ConflictException("conflict", "Someone else changed this at the same moment. Load it again and retry.");
        }
        catch (DbUpdateException error) when (IsKeyViolation(error.InnerException))
        {
            throw new ConflictException("conflict", "This contradicts something that was saved at the same moment.");
        }
    }

    public Task<T> InTransactionAsync<T>(Func<Task<T>> work, CancellationToken ct) =>
        Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            ChangeTracker.Clear();   // what an attempt before this one has left
            await using var transaction = await BeginTransactionAsync(ct);
            var result = await work();
            await SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return result;
        });

    // the locks: a write that changes nothing takes the row's lock, on SQLite the database's, and holds it until the end
    public Task<T> LockRelationshipAsync<T>(Guid relationshipId, Func<Task<T>> work, CancellationToken ct) => InTransactionAsync(
        async () =>
        {
            await CoachingRelationships.Where(r => r.Id == relationshipId)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.UpdatedAt, x => x.UpdatedAt), ct);
            return await work();
        }, ct);

    public Task<T> LockOrganizationAsync<T>(Guid organizationId, Func<Task<T>> work, CancellationToken ct) => InTransactionAsync(
        async () =>
        {
            await Organizations.Where(o => o.Id == organizationId)
                .ExecuteUpdateAsync(o => o.SetProperty(x => x.UpdatedAt, x => x.UpdatedAt), ct);
            return await work();
        }, ct);

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDb).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();

    /// <summary>
    /// Where a transaction cannot begin, since the caller has just gone, the framework leaves the connection open, and whoever waits for it to be
    /// closed (<see cref="SqliteWriterGate"/>) would go on waiting.
    /// </summary>
    private async Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct)
    {
        try
        {
            return await Database.BeginTransactionAsync(ct);
        }
        catch
        {
            await Database.CloseConnectionAsync();
            throw;
        }
    }

    /// <summary>Where another process has numbered an event meanwhile, the event log numbers those of this save.</summary>
    private async Task<int> SaveNumberedAsync(bool acceptAllChangesOnSuccess, CancellationToken ct)
    {
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, ct);
        }
        catch (DbUpdateException error) when (IsNumberTaken(error.InnerException))
        {
            HasUnnumberedEvents = true;
            try
            {
                return await base.SaveChangesAsync(acceptAllChangesOnSuccess, ct);
            }
            finally
            {
                HasUnnumberedEvents = false;
            }
        }
    }

    private bool IsNumberTaken(Exception? error) =>
        ChangeTracker.Entries<OutboxMessage>().Any(entry => entry is { State: EntityState.Added, Entity.Number: not null })
        && error is SqliteException { SqliteErrorCode: 19 }
        && error.Message.Contains($"{nameof(Outbox)}.{OutboxMessage.NumberColumn}", StringComparison.Ordinal);

    private static bool IsKeyViolation(Exception? error) => error switch
    {
        SqliteException { SqliteErrorCode: 19 } => true,                // SQLITE_CONSTRAINT
        SqlException { Number: 2601 or 2627 or 547 } => true,           // unique index, unique key, foreign key
        _ => false,
    };

    /// <summary>Every stored time is UTC; a column alone does not say so.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        time => time, time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
