namespace CoachingPlatform.Application.Metrics;

/// <param name="Instance">Name of the server's machine and process; behind a proxy, another one may answer next.</param>
/// <param name="At">Now, UTC, by the server's clock.</param>
public sealed record InstanceMetricsDto(string Instance, DateTime StartedAt, DateTime At, IReadOnlyList<MetricDto> Metrics);
