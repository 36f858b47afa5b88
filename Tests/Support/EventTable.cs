using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CoachingPlatform.Tests.Support;

/// <summary>Writes the events of the AsyncAPI document as a page for people.</summary>
internal static class EventTable
{
    public static string Of(JsonNode asyncApi)
    {
        var schemas = asyncApi["components"]!["schemas"]!;
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Events of the live channel

            {asyncApi["info"]!["description"]}
            Written from the code's catalogue of events, like [asyncapi.json](asyncapi.json), which has every detail; [clients](clients.md) says how
            to subscribe.

            | event | data | what it says |
            |---|---|---|

            """));
        foreach (var (name, message) in asyncApi["components"]!["messages"]!.AsObject())
        {
            var envelope = TypeScript.NameIn(message!["payload"]!["$ref"]!);
            var data = TypeScript.NameIn(schemas[envelope]!["properties"]!["data"]!["$ref"]!);
            var members = schemas[data]!["properties"]!.AsObject().Select(member => $"`{member.Key}`");
            var says = message["summary"]!.GetValue<string>().ReplaceLineEndings(" ");
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {string.Join(", ", members)} | {says} |\n");
        }
        return text.ToString();
    }
}
