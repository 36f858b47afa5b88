using System.Text.Json.Nodes;
using CoachingPlatform.Web.Errors;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CoachingPlatform.Web.Swagger;

/// <summary>Adds to each operation what all of them have in common: the version header, the session, the envelope and the errors.</summary>
internal sealed class ConventionsFilter : IOperationFilter
{
    private const string Json = "application/json";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var isAnonymous = metadata.OfType<IAllowAnonymous>().Any();
        var hasVersion = !metadata.OfType<AnyVersionAttribute>().Any();
        operation.Responses ??= [];

        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(
            parameter => parameter.In == ParameterLocation.Query) ?? [])
            parameter.Explode = false;   // several values stand in one parameter, with commas between them
        if (hasVersion)
            AddVersionHeader(operation, isRequired: !metadata.OfType<VersionOptionalForScriptsAttribute>().Any());
        operation.Security = isAnonymous ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(PlatformSwagger.SessionScheme, context.Document)] = [] }];
        if (!isAnonymous)
            Add(operation, 401, "Nobody is signed in, or the session has ended.");
        if (hasVersion || operation.Parameters?.Any(parameter => parameter.In is ParameterLocation.Path or ParameterLocation.Query) == true)
            Add(operation,
                400, "A part of the request cannot be read: an id, a parameter, the version header, or a body that is not valid JSON.");
        if (operation.RequestBody is not null)
        {
            Add(operation, 413, "The body is larger than 2 MB.");
            Add(operation, 415, "The Content-Type is missing or not understood here.");
            Add(operation, 422, "A value is missing, has the wrong type or breaks a rule (`validation_error`).");
        }
        if (context.ApiDescription.HttpMethod is not ("GET" or "HEAD"))
            Add(operation, 403, "A page of an origin that is not allowed here has sent it.");
        if (metadata.OfType<TakesPasswordTurnAttribute>().Any())
            Add(operation, 503, "Too many passwords are checked at this moment (`busy`); `Retry-After` says how many seconds to wait.");
        Add(operation, 500, "Something went wrong on the server.");
        Add(operation, 503, "The database does not answer (`unavailable`); `Retry-After` says how many seconds to wait.");

        var byStatus = operation.Responses.OrderBy(response => response.Key, StringComparer.Ordinal).ToList();
        operation.Responses.Clear();
        foreach (var (status, response) in byStatus)
            operation.Responses.Add(status, response);

        var error = context.SchemaGenerator.GenerateSchema(typeof(ErrorBody), context.SchemaRepository);
        foreach (var (status, response) in operation.Responses)
        {
            if (response is not OpenApiResponse answer)
                continue;
            if (status.StartsWith('2'))
                WrapInEnvelope(answer);
            else
                answer.Content = new Dictionary<string, IOpenApiMediaType>
                {
                    [ErrorWriter.ContentType] = new OpenApiMediaType { Schema = error },
                };
        }
    }

    private static void AddVersionHeader(OpenApiOperation operation, bool isRequired)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = ApiVersion.Header,
            In = ParameterLocation.Header,
            Required = isRequired,
            Description = "The version of the API that the client was written for.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Default = JsonValue.Create(ApiVersion.Current) },
        });
    }

    private static void Add(OpenApiOperation operation, int status, string description) =>
        operation.Responses!.TryAdd(
            status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse { Description = description });

    /// <summary>JSON answers of actions leave in the envelope; what is not JSON does not.</summary>
    private static void WrapInEnvelope(OpenApiResponse answer)
    {
        answer.Content ??= new Dictionary<string, IOpenApiMediaType>();
        var inner = answer.Content.TryGetValue(Json, out var media) ? media.Schema : null;
        if (inner is null && answer.Content.Count > 0)
            return;
        answer.Content.Clear();
        answer.Content[Json] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "status_code", "data" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["status_code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The same as the status line." },
                    ["data"] = inner ?? new OpenApiSchema { Type = JsonSchemaType.Null },
                },
            },
        };
    }
}
