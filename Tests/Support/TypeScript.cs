using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CoachingPlatform.Tests.Support;

/// <summary>Writes the schemas of a document as TypeScript types.</summary>
internal static class TypeScript
{
    /// <summary>The file that the module of the live channel takes its types from.</summary>
    public static string EventsOf(JsonNode asyncApi)
    {
        var components = asyncApi["components"]!;
        var text = new StringBuilder("// Written from the code's catalogue of events, like asyncapi.json: not to be changed by hand.\n");
        text.Append("\n/** Every event there is: its name, and the data it carries. */\nexport interface LiveEvents {\n");
        foreach (var (name, message) in components["messages"]!.AsObject())
        {
            var envelope = NameIn(message!["payload"]!["$ref"]!);
            text.Append(Comment(message["summary"]?.GetValue<string>(), "  ")).Append(
                CultureInfo.InvariantCulture, $"  {name}: {TypeOf(components["schemas"]![envelope]!["properties"]!["data"]!, "  ")};\n");
        }
        text.Append("}\n");
        foreach (var (name, schema) in components["schemas"]!.AsObject())
        {
            if (!name.EndsWith("Event", StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"\n{Comment(Text(schema!), "")}export type {name} = {TypeOf(schema!, "")};\n");
        }
        return text.ToString();
    }

    private static string TypeOf(JsonNode schema, string indent)
    {
        if (schema["$ref"] is { } reference)
            return NameIn(reference);
        if (schema["oneOf"] is JsonArray alternatives)
            return string.Join(" | ", alternatives.Select(alternative => TypeOf(alternative!, indent)));
        if (schema["enum"] is JsonArray values)
            return string.Join(" | ", values.Select(value => value is null ? "null" : $"'{value}'"));
        return schema["type"] is JsonArray types
            ? string.Join(" | ", types.Select(type => PlainType(type!.GetValue<string>(), schema, indent)).Order(StringComparer.Ordinal).Reverse())
            : PlainType(schema["type"]!.GetValue<string>(), schema, indent);
    }

    private static string PlainType(string type, JsonNode schema, string indent) => type switch
    {
        "integer" or "number" => "number",
        "array" => $"({TypeOf(schema["items"]!, indent)})[]",
        "object" => Members(schema, indent),
        _ => type,   // string, boolean, null
    };

    private static string Members(JsonNode schema, string indent)
    {
        var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        var text = new StringBuilder("{\n");
        foreach (var (name, member) in schema["properties"]!.AsObject())
            text.Append(Comment(Text(member!), $"{indent}  ")).Append(
                CultureInfo.InvariantCulture, $"{indent}  {name}{(required.Contains(name) ? "" : "?")}: {TypeOf(member!, $"{indent}  ")};\n");
        return text.Append(CultureInfo.InvariantCulture, $"{indent}}}").ToString();
    }

    private static string? Text(JsonNode schema) => schema["description"]?.GetValue<string>();

    private static string Comment(string? text, string indent) =>
        text is null ? "" : $"{indent}/** {text.ReplaceLineEndings(" ")} */\n";

    /// <summary>Of the schema that a <c>$ref</c> leads to.</summary>
    public static string NameIn(JsonNode reference) => reference.GetValue<string>().Split('/')[^1];
}
