using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CoachingPlatform.Application.LiveEvents;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace CoachingPlatform.Web.Swagger;

/// <summary>The live channel in the language of AsyncAPI 3, at <c>/swagger/asyncapi.json</c>. Its schemas are those of the OpenAPI document.</summary>
internal static partial class AsyncApi
{
    public const string Path = "/swagger/asyncapi.json";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // the texts are ours, and people read them
    };

    public static async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(
            await DescribeAsync(context.RequestServices.GetRequiredService<IAsyncSwaggerProvider>(), context.RequestAborted));
    }

    private static async Task<string> DescribeAsync(IAsyncSwaggerProvider swagger, CancellationToken ct)
    {
        var openApi = await swagger.GetSwaggerAsync("v1", host: null, basePath: null);
        var document = JsonNode.Parse(await openApi.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct))!;
        var schemas = document["components"]!["schemas"]!;
        var names = LiveEventCatalogue.All.Select(entry => entry.Name).ToList();
        return new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Coaching Platform, live channel",
                ["version"] = openApi.Info.Version,
                ["description"] = "What the server tells a signed-in client while its stream is open. Reconnect with the header "
                    + "`Last-Event-ID` to get what was missed, each event once and in order.",
                ["license"] = new JsonObject { ["name"] = openApi.Info.License!.Name },
            },
            ["defaultContentType"] = "application/json",
            ["channels"] = new JsonObject
            {
                ["live"] = new JsonObject
                {
                    ["address"] = "/sse",
                    ["title"] = "The caller's stream",
                    ["description"] = "Server-Sent Events over `GET /sse`, with the cookie of a login session. An event's `event:` is the "
                        + "name of a message below, its `data:` the payload, its `id:` where the stream stands after it.",
                    ["messages"] = ObjectOf(names, name => Reference($"#/components/messages/{name}")),
                },
            },
            ["operations"] = new JsonObject
            {
                ["tell"] = new JsonObject
                {
                    ["action"] = "send",
                    ["title"] = "Tell a client what has changed",
                    ["summary"] = "After the commit, to those concerned alone.",
                    ["description"] = "A stream is silent but for a comment every 15 s. Its first block gives the client a position.",
                    ["channel"] = Reference("#/channels/live"),
                    ["messages"] = new JsonArray([.. names.Select(name => Reference($"#/channels/live/messages/{name}"))]),
                },
            },
            ["components"] = new JsonObject
            {
                ["messages"] = new JsonObject(LiveEventCatalogue.All.Select(entry => KeyValuePair.Create(entry.Name, (JsonNode?)new JsonObject
                {
                    ["name"] = entry.Name,
                    ["title"] = entry.Name,
                    ["summary"] = schemas[entry.Type.Name]?["description"]?.GetValue<string>() ?? $"The event `{entry.Name}`.",
                    ["payload"] = Reference($"#/components/schemas/{entry.Type.Name}Event"),
                }))),
                ["schemas"] = ObjectOf(
                    Reachable(schemas, LiveEventCatalogue.All.Select(entry => $"{entry.Type.Name}Event")), name => schemas[name]!.DeepClone()),
            },
        }.ToJsonString(Indented);
    }

    private static JsonObject ObjectOf(IEnumerable<string> names, Func<string, JsonNode> value) =>
        new(names.Select(name => KeyValuePair.Create(name, (JsonNode?)value(name))));

    private static JsonObject Reference(string to) => new() { ["$ref"] = to };

    /// <summary>These schemas and all that they refer to, by name.</summary>
    private static SortedSet<string> Reachable(JsonNode schemas, IEnumerable<string> from)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(from);
        while (open.TryPop(out var name))
        {
            if (!found.Add(name))
                continue;
            foreach (Match reference in References().Matches(schemas[name]!.ToJsonString()))
                open.Push(reference.Groups[1].Value);
        }
        return found;
    }

    [GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex References();
}
