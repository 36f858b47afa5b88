using CoachingPlatform.Infrastructure;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CoachingPlatform.Web.Swagger;

/// <summary>Fills the sign-in form of the page with a demo person.</summary>
internal sealed class LoginExampleFilter : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var form = swaggerDoc.Paths["/login"].Operations![HttpMethod.Post].RequestBody!.Content!.Values.Single().Schema!.Properties!;
        ((OpenApiSchema)form["email"]).Default = "coach@demo.test";
        ((OpenApiSchema)form["password"]).Default = DemoData.Password;
    }
}
