namespace CoachingPlatform.Application.Metrics;

/// <summary>One metric of one instance, as <c>/metrics</c> has it too, with dots where that has underscores.</summary>
/// <param name="Name">For example <c>sse.connections</c>.</param>
/// <param name="Unit">Null: a number of things.</param>
public sealed record MetricDto(string Name, string? Unit, string Description, IReadOnlyList<MetricValueDto> Values);

/// <param name="Tags">What tells this value from the metric's others; mostly empty.</param>
/// <param name="Value">Of a gauge: now; of a counter: since the start; of a histogram: the sum of what was measured since the start.</param>
/// <param name="Buckets">Of a histogram: how many measurements there were, by size, the smallest first; else null.</param>
public sealed record MetricValueDto(IReadOnlyDictionary<string, string> Tags, double Value, IReadOnlyList<BucketDto>? Buckets);

/// <param name="UpTo">The largest measurement counted here, inclusive; null: the rest.</param>
/// <param name="Count">Not counting smaller buckets.</param>
public sealed record BucketDto(double? UpTo, long Count);
