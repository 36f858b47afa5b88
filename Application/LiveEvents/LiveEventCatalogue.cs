namespace CoachingPlatform.Application.LiveEvents;

/// <summary>Every event there is.</summary>
public static class LiveEventCatalogue
{
    /// <summary>Name on the wire and type of the payload, by name.</summary>
    public static IReadOnlyList<(string Name, Type Type)> All { get; } =
    [
        .. typeof(ILiveEvent).Assembly.GetTypes()
            .Where(type => type is { IsInterface: false } && typeof(ILiveEvent).IsAssignableFrom(type))
            .Select(type => (Name: (string)type.GetProperty(nameof(ILiveEvent.Type))!.GetValue(null)!, Type: type))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal),
    ];
}
