using System.Reflection;
using CoachingPlatform.Application;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Domain;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.OpenApi;

namespace CoachingPlatform.Web.Swagger;

/// <summary>The description of the API at <c>/swagger</c>.</summary>
internal static class PlatformSwagger
{
    public const string SessionScheme = "session";

    public static void AddPlatformSwagger(this IServiceCollection services) => services.AddSwaggerGen(swagger =>
    {
        swagger.SwaggerDoc("v1", new OpenApiInfo
        {
            Title = "Coaching Platform",
            Version = "1.0.0-beta1",
            Description = "Sign in with `POST /login` on this page: the browser keeps the cookie, and every other route works from then on. "
                + "What changes arrives live on `GET /sse`; its events are among the schemas below, and "
                + "in the AsyncAPI document at [asyncapi.json](asyncapi.json).",
            License = new OpenApiLicense { Name = "MIT License", Identifier = "MIT" },
        });
        swagger.CustomOperationIds(route => route.ActionDescriptor.AttributeRouteInfo!.Name
            ?? $"{route.ActionDescriptor.RouteValues["controller"]}_{route.ActionDescriptor.RouteValues["action"]}");
        swagger.AddSecurityDefinition(SessionScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = SessionCookie.Name,
            Description = "Set by `POST /login`. Browsers send it by themselves; nothing has to be filled in here.",
        });
        foreach (var assembly in new[] { typeof(Program).Assembly, typeof(ApplicationServices).Assembly, typeof(ItemStatus).Assembly })
            swagger.IncludeXmlComments(XmlCommentsOf(assembly), includeControllerXmlComments: true);
        swagger.MapType<Optional<string>>(() => new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null });
        swagger.SupportNonNullableReferenceTypes();
        swagger.NonNullableReferenceTypesAsRequired();
        swagger.UseAllOfToExtendReferenceSchemas();
        swagger.SchemaFilter<ReferenceFilter>();
        swagger.SchemaFilter<WireSchemaFilter>();
        swagger.OperationFilter<ReferenceFilter>();
        swagger.OperationFilter<TextFilter>();
        swagger.OperationFilter<ExampleFilter>();
        swagger.OperationFilter<ConventionsFilter>();
        swagger.DocumentFilter<TagsFilter>();
        swagger.DocumentFilter<LiveEventsFilter>();
        swagger.DocumentAsyncFilter<LoginExampleFilter>();
    });

    /// <summary>Open to everybody in Development, elsewhere to super admins.</summary>
    public static void UsePlatformSwagger(this IApplicationBuilder app)
    {
        if (!app.ApplicationServices.GetRequiredService<IHostEnvironment>().IsDevelopment())
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/swagger"), pages => pages.Use(RequireSuperAdminAsync));
        app.UseSwagger(document =>
        {
            document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            // below the prefix that a proxy knows this server by, if any
            document.PreSerializeFilters.Add((description, request) => description.Servers = [new OpenApiServer { Url = $"{request.PathBase}/" }]);
        });
        app.UseWhen(context => context.Request.Path == AsyncApi.Path, branch => branch.Run(AsyncApi.WriteAsync));
        app.UseSwaggerUI(page =>
        {
            page.DocumentTitle = "Coaching Platform API";
            page.SwaggerEndpoint("v1/swagger.json", "Coaching Platform");
            page.EnableTryItOutByDefault();
            page.DisplayRequestDuration();
            page.ConfigObject.DefaultModelsExpandDepth = 0;
            page.InjectStylesheet("../swagger-live.css");
            page.InjectJavascript("../swagger-live.js");
        });
    }

    /// <summary>These pages have no route, and so nothing of a route's authorization.</summary>
    private static async Task RequireSuperAdminAsync(HttpContext context, RequestDelegate next)
    {
        if ((await context.AuthenticateAsync()).Principal is not { } caller)
            throw new UnauthorizedException("Nobody is signed in. Sign in and try again.");
        await context.RequestServices.GetRequiredService<IAppDb>().RequireSuperAdminAsync(caller.Id(), context.RequestAborted);
        await next(context);
    }

    private static string XmlCommentsOf(Assembly assembly) => Path.ChangeExtension(assembly.Location, ".xml");
}
