using CoachingPlatform.Application.LiveEvents;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CoachingPlatform.Web.Swagger;

/// <summary>Describes <c>GET /sse</c>: its content type, and every event with its payload.</summary>
internal sealed class LiveEventsFilter : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var events = new List<IOpenApiSchema>();
        foreach (var (name, type) in LiveEventCatalogue.All)
        {
            var id = $"{type.Name}Event";
            context.SchemaRepository.AddDefinition(id, new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = $"The `data:` line of the event `{name}`.",
                Required = new HashSet<string> { "type", "data" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [name] },
                    ["data"] = context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository),
                },
            });
            events.Add(new OpenApiSchemaReference(id, swaggerDoc));
        }

        var stream = swaggerDoc.Paths["/sse"].Operations![HttpMethod.Get];
        stream.Responses!["200"] = new OpenApiResponse
        {
            Description = "The stream. One event is `event: <name>`, `data: <JSON, one of the schemas below>`, `id: <number>` and an empty line.",
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["text/event-stream"] = new OpenApiMediaType { Schema = new OpenApiSchema { OneOf = events } },
            },
        };
    }
}
