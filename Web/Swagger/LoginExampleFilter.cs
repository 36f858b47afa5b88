using CoachingPlatform.Infrastructure;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CoachingPlatform.Web.Swagger;

/// <summary>Fills the sign-in form of the page with a demo person, where there are any.</summary>
internal sealed class LoginExampleFilter(IServiceScopeFactory scopes) : IDocumentAsyncFilter
{
    private const string Example = "coach@demo.test";

    public async Task ApplyAsync(OpenApiDocument swaggerDoc, DocumentFilterContext context, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var people = await scope.ServiceProvider.GetRequiredService<DemoPeople>().ListAsync(cancellationToken);
        if (people.FirstOrDefault(person => person.Email == Example) is not { } coach)
            return;
        var form = swaggerDoc.Paths["/login"].Operations![HttpMethod.Post].RequestBody!.Content!.Values.Single().Schema!.Properties!;
        ((OpenApiSchema)form["email"]).Default = coach.Email;
        ((OpenApiSchema)form["password"]).Default = coach.Password;
    }
}
