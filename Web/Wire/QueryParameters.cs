using CoachingPlatform.Domain;

namespace CoachingPlatform.Web.Wire;

internal static class QueryParameters
{
    /// <summary>For the few routes that do not ignore what they do not know.</summary>
    /// <exception cref="RuleException">The query holds another parameter than <paramref name="known"/>.</exception>
    public static void RefuseOtherParameters(this HttpRequest request, params ReadOnlySpan<string> known)
    {
        foreach (var name in request.Query.Keys)
        {
            if (!known.Contains(name))
                throw new RuleException($"The query parameter {name} is unknown here.");
        }
    }
}
