using System.Net;
using System.Text.Json;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Tests.Support;

namespace CoachingPlatform.Tests.Features;

/// <summary>What the description of the API says.</summary>
[Category("Features")]
public sealed class SwaggerTests
{
    private static PlatformServer Server => SharedServer.Instance;

    [Test]
    public async Task Swagger_describes_every_route_with_its_refusals_and_every_event()
    {
        using var http = Server.Anonymous();
        var document = JsonDocument.Parse(await http.GetStringAsync("/swagger/v1/swagger.json")).RootElement;
        Assert.That((await http.GetAsync("/swagger/index.html")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(
                operation => (Name: $"{operation.Name} {path.Name}", Operation: operation.Value)))
            .ToList();
        List<string> open = ["/health", "/demo", "/login", "/password-reset/", "/magic-link/", "/email-change/", "/callback", "/unsubscribe/", "/calendar/{secret}"];
        var schemas = document.GetProperty("components").GetProperty("schemas");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(operations, Has.Count.GreaterThan(20));
            foreach (var (name, operation) in operations)
            {
                Assert.That(
                    operation.TryGetProperty("summary", out var summary) ? summary.GetString() : null, Is.Not.Null.And.Not.Empty, name);
                Assert.That(operation.GetProperty("operationId").GetString(), Is.Not.Empty, name);
                foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [])
                    Assert.That(parameter.TryGetProperty("description", out _), Is.True, $"{name} {parameter.GetProperty("name")}");
                var responses = operation.GetProperty("responses");
                Assert.That(responses.TryGetProperty("500", out _), Is.True, name);
                foreach (var response in responses.EnumerateObject().Where(response => response.Name[0] is '4' or '5'))
                    Assert.That(response.Value.ToString(), Does.Contain("application/problem+json").And.Contain(
                        "ErrorBody"), $"{name} {response.Name}");
                if (!open.Exists(path => name.Contains(path, StringComparison.Ordinal)))
                    Assert.That(responses.TryGetProperty("401", out _), Is.True, name);
            }
            var create = document.GetProperty("paths").GetProperty("/actions").GetProperty("post");
            Assert.That(create.GetProperty("requestBody").GetProperty("required").GetBoolean(), Is.True);
            Assert.That(operations.Select(each => each.Operation.GetProperty("operationId").GetString()), Is.Unique);
            var tags = document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()).ToList();
            Assert.That(tags.Take(3), Is.EqualTo(["Login", "Sse", "Users"]));
            Assert.That(operations.Select(each => each.Operation.GetProperty("tags")[0].GetString()).Except(tags), Is.Empty);
            Assert.That(create.GetProperty("parameters").ToString(), Does.Contain("x-version").And.Contain("1.0.0-beta1"));
            foreach (var (name, type) in LiveEventCatalogue.All)
                Assert.That(schemas.GetProperty($"{type.Name}Event").ToString(), Does.Contain($"\"{name}\""));
        }
    }
}
