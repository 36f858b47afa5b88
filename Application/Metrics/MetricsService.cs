using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain;

namespace CoachingPlatform.Application.Metrics;

public sealed class MetricsService(IAppDb db, IMetrics metrics)
{
    /// <exception cref="ForbiddenException">The caller is not super admin.</exception>
    public async Task<InstanceMetricsDto> ReadAsync(Guid callerId, CancellationToken ct)
    {
        await db.RequireSuperAdminAsync(callerId, ct);
        return metrics.Read();
    }
}
