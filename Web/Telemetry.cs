using CoachingPlatform.Application.Metrics;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Mail;
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

    /// <summary>Of the platform itself.</summary>
    private static readonly string[] OwnMeters = [SseMetrics.Name, OutboxMetrics.Name, MailMetrics.Name];

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var collector = configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        var toCollector = !string.IsNullOrEmpty(collector);
        if (toCollector && !Uri.TryCreate(collector, UriKind.Absolute, out _))
            throw new StartFailedException(
                $"OTEL_EXPORTER_OTLP_ENDPOINT is \"{collector}\", which is not an address like http://collector:4317.");
        services.AddSingleton<IMetrics>(provider => new MetricsReader(OwnMeters, provider.GetRequiredService<TimeProvider>()));
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(
                    [.. OwnMeters, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"]);
                metrics.AddPrometheusExporter(
                    prometheus => prometheus.ScopeInfoEnabled = false);   // sse_connections 3, as people expect it
                if (toCollector)
                    metrics.AddOtlpExporter();
            });
        // without a collector nobody reads traces, and then nothing is recorded
        if (toCollector)
            telemetry.WithTracing(traces => traces.AddSource(SseMetrics.Name).AddAspNetCoreInstrumentation().AddOtlpExporter());
    }

    /// <summary>
    /// <c>/metrics</c>, for those who reach this server itself. Through a proxy there is nothing: operators need not rely on its rules
    /// alone, which would have to foresee every spelling of the address.
    /// </summary>
    public static void UseMetrics(this IApplicationBuilder app)
    {
        app.ApplicationServices.GetRequiredService<IMetrics>();   // it counts from now on
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            context => context.Request.Path == "/metrics" && !context.Request.Headers.Keys.Any(IsOfProxy));
    }

    /// <summary>
    /// What a proxy adds, and what becomes of it once it is believed. A client can add more of it, but take nothing away.
    /// </summary>
    private static bool IsOfProxy(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
        || header.ToUpperInvariant() is "FORWARDED" or "VIA" or "X-REAL-IP";
}
