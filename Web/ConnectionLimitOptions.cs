using System.ComponentModel.DataAnnotations;

namespace CoachingPlatform.Web;

/// <summary>Settings of the limit on connections, where Kestrel's documents would have them: section <c>Kestrel:Limits</c>.</summary>
internal sealed class ConnectionLimitOptions
{
    public const string Section = "Kestrel:Limits";

    /// <summary>
    /// Connections that may be open at once, each stream being one. Default, null: as many as the descriptors of the process allow.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? MaxConcurrentConnections { get; init; }
}
