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
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application;

/// <summary>The database, as the use cases see it: one unit of work per request.</summary>
public interface IAppDb
{
    DbSet<User> Users { get; }

    DbSet<UserRole> UserRoles { get; }

    DbSet<RoleChange> RoleChanges { get; }

    DbSet<AccountLink> AccountLinks { get; }

    DbSet<RateLimitCounter> RateLimitCounters { get; }

    DbSet<Organization> Organizations { get; }

    DbSet<CoachingRelationship> CoachingRelationships { get; }

    DbSet<CoachingSession> CoachingSessions { get; }

    DbSet<CoachingSessionSeries> CoachingSessionSeries { get; }

    DbSet<ActionItem> Actions { get; }

    DbSet<Agreement> Agreements { get; }

    DbSet<Note> Notes { get; }

    DbSet<Goal> Goals { get; }

    DbSet<CoachingSessionGoal> CoachingSessionGoals { get; }

    DbSet<CoachingSessionView> CoachingSessionViews { get; }

    DbSet<Topic> Topics { get; }

    DbSet<MailPreferences> MailPreferences { get; }

    DbSet<CalendarFeed> CalendarFeeds { get; }

    DbSet<LoginSession> LoginSessions { get; }

    DbSet<KnownDevice> KnownDevices { get; }

    /// <summary>Commits all changes and the messages in the outbox, or nothing.</summary>
    /// <exception cref="Domain.ConflictException">Somebody else changed a row meanwhile, or a unique or foreign key refuses it.</exception>
    Task<int> SaveChangesAsync(CancellationToken ct);

    /// <summary>
    /// Does work in one transaction, saves what it changed and commits. Where the database asks for it (a deadlock, a lost
    /// connection) the work is done again from its beginning, so it loads what it changes itself.
    /// </summary>
    Task<T> InTransactionAsync<T>(Func<Task<T>> work, CancellationToken ct);

    /// <summary>
    /// The same, and nobody else works at the same moment under the lock of the same relationship: for rules about several
    /// rows, which two requests could each find satisfied and break together.
    /// </summary>
    Task<T> LockRelationshipAsync<T>(Guid relationshipId, Func<Task<T>> work, CancellationToken ct);

    /// <summary>The same for an organization: for rules about its members as a whole.</summary>
    Task<T> LockOrganizationAsync<T>(Guid organizationId, Func<Task<T>> work, CancellationToken ct);
}
