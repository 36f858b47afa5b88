namespace CoachingPlatform.Application.Metrics;

/// <summary>What this instance measures of itself.</summary>
public interface IMetrics
{
    /// <summary>The newest figures; nothing of the database or another instance is asked.</summary>
    InstanceMetricsDto Read();
}
