using System.Text.Json.Nodes;
using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.Wire;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CoachingPlatform.Web.Swagger;

/// <summary>Types that our own converters write: the generator cannot see what they look like.</summary>
internal sealed class WireSchemaFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema concrete)
            return;
        var type = Nullable.GetUnderlyingType(context.Type) ?? context.Type;
        if (type.IsEnum)
        {
            concrete.Type = JsonSchemaType.String;
            concrete.Format = null;
            concrete.Enum = [.. WireEnum.NamesOf(type).Select(name => (JsonNode)JsonValue.Create(name))];
        }
        else if (type == typeof(Assignee))
        {
            concrete.Properties?.Clear();
            concrete.AdditionalPropertiesAllowed = true;
            concrete.Type = JsonSchemaType.String;
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            concrete.Properties?.Clear();
            concrete.Required?.Clear();
            concrete.Type = JsonSchemaType.String | JsonSchemaType.Null;
        }
    }
}
