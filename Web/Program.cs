using System.Globalization;
using CoachingPlatform.Application;
using CoachingPlatform.Application.LiveEvents;
using CoachingPlatform.Application.Wire;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using CoachingPlatform.Web;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Errors;
using CoachingPlatform.Web.Swagger;
using CoachingPlatform.Web.Wire;
using FluentValidation.AspNetCore;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Logging.Console;

// the same answers on every machine, whatever language its operator speaks
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

return await Launcher.RunAsync(args, Build);

static WebApplication Build(CommandLine line)
{
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions { Args = [.. line.Settings], ContentRootPath = line.ContentRoot() });
    builder.Configuration.AddSecretFiles();
    var quiet = new QuietStart();
    builder.Configuration.Sources.Insert(0, quiet);   // what is set counts more
    builder.Services.AddSingleton(quiet);

    builder.Logging.ClearProviders().AddConsole();   // those that nobody reads would keep a scope of their own for each request

    if (line.IsCommand)   // what a command answers stands on standard output alone
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = RequestLimits.MaxBodyBytes;
    });
    ConnectionLimit.Add(builder.Services);
    SocketWriter.Use(builder);
    ListenAddresses.UseDefault(builder);
    builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(9));

    // in effect with ASPNETCORE_FORWARDEDHEADERS_ENABLED=true: a proxy says as which host, and below which prefix, it is known
    builder.Services.PostConfigure<ForwardedHeadersOptions>(
        headers => headers.ForwardedHeaders |= ForwardedHeaders.XForwardedPrefix | ForwardedHeaders.XForwardedHost);

    builder.Services.AddSingleton<Drain>();
    builder.Services.AddHostedService(services => services.GetRequiredService<Drain>());
    builder.Services.AddSse(StreamReset.Event);
    builder.Services.AddApplication(builder.Configuration["AutoMapper:LicenseKey"]);
    builder.Services.AddInfrastructure(builder.Configuration, builder.Environment.ContentRootPath);

    builder.Services.AddControllers(mvc =>
    {
        mvc.InputFormatters.Clear();
        mvc.InputFormatters.Add(new JsonBodyFormatter());
        mvc.OutputFormatters.Insert(0, new JsonAnswerFormatter());
        mvc.ModelBinderProviders.Insert(0, new WireBinderProvider());
        mvc.ModelMetadataDetailsProviders.Add(new QueryNames());
        mvc.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();   // nobody sends a[b]=c, and both fail on half a bracket
        mvc.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
        mvc.Filters.Add<EnvelopeFilter>();
    })
    .AddJsonOptions(json => WireJson.Configure(json.JsonSerializerOptions))
    .ConfigureApiBehaviorOptions(api =>
    {
        api.InvalidModelStateResponseFactory = InvalidModelState.ToResult;
        api.SuppressMapClientErrors = true;   // statuses without a body get theirs in one place, below
    });
    builder.Services.AddFluentValidationAutoValidation();
    builder.Services.AddExceptionHandler<ErrorHandler>();
    builder.Services.AddSessionAuthentication();
    builder.Services.AddAuthorization();
    builder.Services.AddFrontendCors(builder.Configuration);
    builder.Services.AddSecurityHeaders();
    builder.Services.AddAddressLimits();
    builder.Services.AddSingleton<PasswordTurns>();
    builder.Services.AddPlatformSwagger();
    builder.Services.AddTelemetry(builder.Configuration);

    var app = builder.Build();

    app.UseRequestId();
    app.Use(app.Services.GetRequiredService<Drain>().PassAsync);
    app.Use((context, next) =>
    {
        DatabasePools.EnterRequest();
        return next(context);
    });
    app.UsePersonas();
    app.UseSecurityHeaders();
    app.UseBodyDraining();
    app.UseExceptionHandler(_ => { });
    app.UseStatusCodePages(context => ErrorWriter.WriteStatusAsync(context.HttpContext));
    app.UseRouting();
    app.UseWhen(context => context.GetEndpoint() is null, pages =>   // what has a route is not looked for among them
    {
        pages.UsePages();
        pages.UsePlatformSwagger();
        pages.UseMetrics();
    });
    app.UsePrivateAnswers();
    app.UseFrontendCors();
    app.UseOriginCheck();
    app.UseAddressLimits();
    app.UseGoneClients();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseApiVersion();
    app.UseBodyLimit();
    app.UseUtf8Bodies();
    app.MapControllers().RequireAuthorization();
    app.MapAccountPages();

    return app;
}

/// <summary>Visible to the tests, which start the server in their own process.</summary>
public partial class Program;
