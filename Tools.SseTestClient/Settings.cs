namespace CoachingPlatform.Tools.SseTestClient;

/// <summary>What the command line asks for.</summary>
/// <param name="Outsider">Somebody who must see nothing; null: not checked.</param>
/// <param name="Admin">Who forces the logout; null: user 1.</param>
internal sealed record Settings(
    Uri BaseUrl, Credentials User1, Credentials User2, Credentials? Outsider, Credentials? Admin, string Scenario, Detail Detail);
