using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CoachingPlatform.Sse;

public static class SseServices
{
    /// <summary>The live channel. The host also registers an <see cref="IEventLog"/>.</summary>
    public static IServiceCollection AddSse(this IServiceCollection services, SseReset reset)
    {
        services.AddSingleton(reset);
        services.AddOptions<SseOptions>().BindConfiguration(SseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SseBroadcaster>();
        services.AddSingleton<ISseBroadcaster>(provider => provider.GetRequiredService<SseBroadcaster>());
        services.AddHostedService<SseService>();
        return services;
    }
}
