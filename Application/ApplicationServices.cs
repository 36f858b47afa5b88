using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.Agreements;
using CoachingPlatform.Application.Announcements;
using CoachingPlatform.Application.CalendarFeeds;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.Documents;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.Integrations;
using CoachingPlatform.Application.LoginSessions;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Meetings;
using CoachingPlatform.Application.Members;
using CoachingPlatform.Application.Metrics;
using CoachingPlatform.Application.Notes;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.PersonalData;
using CoachingPlatform.Application.RateLimits;
using CoachingPlatform.Application.Topics;
using CoachingPlatform.Application.Users;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Application;

public static class ApplicationServices
{
    /// <summary>The use cases, their validators and mappings.</summary>
    /// <param name="autoMapperLicenseKey">Null runs AutoMapper under its public licence, which it mentions once in the log.</param>
    public static IServiceCollection AddApplication(this IServiceCollection services, string? autoMapperLicenseKey)
    {
        services.AddOptions<LoginSessionOptions>().BindConfiguration(LoginSessionOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<AccountLinkOptions>().BindConfiguration(AccountLinkOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddAutoMapper(mapping =>
        {
            mapping.LicenseKey = autoMapperLicenseKey;
            mapping.AddMaps(typeof(ApplicationServices).Assembly);
        });
        services.AddValidatorsFromAssembly(typeof(ApplicationServices).Assembly, ServiceLifetime.Singleton);
        services.AddScoped<AccountLinkService>();
        services.AddScoped<AccountService>();
        services.AddScoped<ActionListService>();
        services.AddScoped<ActionService>();
        services.AddScoped<AgreementService>();
        services.AddScoped<AnnouncementService>();
        services.AddScoped<MetricsService>();
        services.AddScoped<CalendarFeedService>();
        services.AddScoped<CoachingRelationshipService>();
        services.AddScoped<CoachingSessionSeriesService>();
        services.AddScoped<CoachingSessionService>();
        services.AddScoped<DocumentService>();
        services.AddScoped<IntegrationService>();
        services.AddScoped<EmailChangeService>();
        services.AddScoped<ForceLogoutService>();
        services.AddScoped<GoalProgressService>();
        services.AddScoped<GoalService>();
        services.AddScoped<KnownDevices>();
        services.AddSingleton<LoginSessionLookup>();
        services.AddScoped<LoginSessionService>();
        services.AddScoped<MailPreferencesService>();
        services.AddOptions<MeetingOptions>().BindConfiguration(MeetingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MeetingLinks>();
        services.AddScoped<MembershipService>();
        services.AddScoped<InvitationService>();
        services.AddScoped<AccountDeletionService>();
        services.AddScoped<NoteService>();
        services.AddScoped<OperatorService>();
        services.AddScoped<OrganizationService>();
        services.AddScoped<PersonalDataService>();
        services.AddScoped<SessionGoalService>();
        services.AddScoped<SignInService>();
        services.AddSingleton<RateLimitService>();
        services.AddScoped<TopicService>();
        services.AddSingleton<UsedSessions>();
        services.AddSingleton<ReplacedSessions>();
        services.AddScoped<UserService>();
        services.AddScoped<UserSessionService>();
        return services;
    }
}
