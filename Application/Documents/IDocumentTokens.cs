namespace CoachingPlatform.Application.Documents;

/// <summary>The service that keeps the shared notes documents, as far as this server deals with it.</summary>
public interface IDocumentTokens
{
    /// <summary>A token that opens one document and no other; null when no such service is set up.</summary>
    string? Issue(string documentName);
}
