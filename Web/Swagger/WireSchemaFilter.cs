using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
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
            concrete.Type = type == context.Type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            concrete.Format = null;
            concrete.Enum = [.. WireEnum.NamesOf(type).Select(name => (JsonNode)JsonValue.Create(name))];
        }
        else if (type == typeof(Assignee))
        {
            concrete.Properties?.Clear();
            concrete.Required?.Clear();
            concrete.AdditionalPropertiesAllowed = true;
            concrete.Type = JsonSchemaType.String;
        }
        else if (IsOptional(type))
        {
            concrete.Type = JsonSchemaType.String | JsonSchemaType.Null;
        }
        if (context.MemberInfo?.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType == typeof(NaiveUtcConverter))
            concrete.Format = null;   // "date-time" has an offset
        concrete.Required?.ExceptWith(type.GetProperties().Where(member => IsOptional(member.PropertyType))
            .Select(member => WireJson.Options.PropertyNamingPolicy!.ConvertName(member.Name)));
    }

    /// <summary>A member that may be absent.</summary>
    private static bool IsOptional(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>);
}
