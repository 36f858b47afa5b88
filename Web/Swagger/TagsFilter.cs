using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CoachingPlatform.Web.Swagger;

/// <summary>Orders the document as a newcomer goes: sign in, see who is there, meet, write down, watch it arrive; then what runs it.</summary>
internal sealed class TagsFilter : IDocumentFilter
{
    private static readonly string[] Story =
    [
        "Login", "Sse", "Users", "CoachingSessions", "Actions", "Goals", "SessionGoals", "Agreements", "Topics", "Notes", "UserSessions",
        "CoachingSessionSeries", "CoachingRelationships", "Organizations", "Members", "CalendarFeeds", "MailPreferences", "Accounts",
        "Integrations", "Admin", "Health", "Demo",
    ];

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) =>
        // whoever adds a controller finds it at the end
        swaggerDoc.Tags = new HashSet<OpenApiTag>(swaggerDoc.Tags!.OrderBy(
            tag => Array.IndexOf(Story, tag.Name) is >= 0 and var place ? place : int.MaxValue));
}
