using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CoachingPlatform.Web.Swagger;

/// <summary>Fills ids and bodies with what the demo people have, so that a first try of a route does something.</summary>
internal sealed class ExampleFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var path = context.ApiDescription.RelativePath!;
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (DemoExamples.ParameterOf(parameter.Name!, path) is { } example)
                parameter.Example = JsonValue.Create(example);
        }
        var body = context.ApiDescription.ParameterDescriptions.FirstOrDefault(parameter => parameter.Source == BindingSource.Body)?.Type;
        if (body is not null && DemoExamples.BodyOf(body) is { } json)
            foreach (var media in operation.RequestBody!.Content!.Values.OfType<OpenApiMediaType>())
                media.Example = JsonNode.Parse(json);
    }
}
