namespace CoachingPlatform.Application;

/// <summary>Stands in a query for an argument that is known only when it is run.</summary>
internal sealed class Placeholder<T>
{
    /// <summary>To be named in a query; it has no value.</summary>
    public T Value { get; } = default!;
}
