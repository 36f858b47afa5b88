using CoachingPlatform.Infrastructure.Outbox;
using CoachingPlatform.Sse;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CoachingPlatform.Web;

/// <summary>
/// Metrics at <c>/metrics</c>; metrics and traces to a collector where the usual <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.
/// </summary>
internal static class Telemetry
{
    private const string ServiceName = "coaching-platform";

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var toCollector = !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(SseMetrics.Name, OutboxMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime");
                metrics.AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false);   // sse_connections 3, as people expect it
                if (toCollector)
                    metrics.AddOtlpExporter();
            });
        // without a collector nobody reads traces, and then nothing is recorded
        if (toCollector)
            telemetry.WithTracing(traces => traces.AddSource(SseMetrics.Name).AddAspNetCoreInstrumentation().AddOtlpExporter());
    }
}
