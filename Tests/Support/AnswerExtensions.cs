using System.Net.Http.Json;
using System.Text.Json;

namespace CoachingPlatform.Tests.Support;

/// <summary>What stands in an answer.</summary>
internal static class AnswerExtensions
{
    public static async Task<JsonElement> DataAsync(this HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");

    public static async Task<(int Status, string? Error)> ErrorAsync(this HttpResponseMessage answer) =>
        ((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString());
}
