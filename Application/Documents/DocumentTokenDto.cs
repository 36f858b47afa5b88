namespace CoachingPlatform.Application.Documents;

/// <param name="Token">Signed; good for a day.</param>
/// <param name="Sub">Name of the document.</param>
public sealed record DocumentTokenDto(string Token, string Sub);
