using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CoachingPlatform.Web.Swagger;

/// <summary>What has a schema of its own is a reference to it, with a text at most; what may be null too says so.</summary>
internal sealed class ReferenceFilter : ISchemaFilter, IOperationFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        foreach (var (name, member) in schema.Properties?.ToList() ?? [])
            schema.Properties![name] = Simplify(member);
    }

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.Schema is not null) ?? [])
            parameter.Schema = Simplify(parameter.Schema!);
        if (operation.RequestBody?.Content is not { } body)
            return;
        body.Remove("application/*+json");   // taken too, and the same
        foreach (var media in body.Values.OfType<OpenApiMediaType>().Where(media => media.Schema is not null))
            media.Schema = Simplify(media.Schema!);
    }

    private static IOpenApiSchema Simplify(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema { AllOf: [OpenApiSchemaReference reference] } extended)
            return schema;
        reference.Description = extended.Description;
        return extended.Type?.HasFlag(JsonSchemaType.Null) != true
            ? reference
            : new OpenApiSchema { OneOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }] };
    }
}
