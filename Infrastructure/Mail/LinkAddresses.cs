using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Domain.Users;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure.Mail;

/// <summary>Where links lead: to the web frontend, or as long as none is set to this server's own pages.</summary>
internal sealed class LinkAddresses(IOptions<MailOptions> options, ServerAddress server) : IPageAddresses
{
    private const string OwnSetupPath = "/setup/{token}";
    private const string OwnPasswordResetPath = "/reset-password/{token}";
    private const string OwnEmailChangePath = "/confirm-email/{token}";
    private const string OwnLivePage = "/";

    private readonly MailOptions _options = options.Value;

    public string IntegrationSettings => $"{_options.FrontendUrl.TrimEnd('/')}/settings/integrations";

    /// <summary>Where people sign in.</summary>
    public string SignIn => Choose("/", OwnLivePage);

    /// <summary>Where browsers reach this server: behind nginx under the frontend's address.</summary>
    private string Server => _options.ServerUrl.Length > 0 ? _options.ServerUrl.TrimEnd('/')
        : _options.HasFrontend ? $"{_options.FrontendUrl.TrimEnd('/')}/api"
        : server.Root;

    public string OfLink(AccountLinkPurpose purpose, string secret) => (purpose switch
    {
        AccountLinkPurpose.Setup => Choose(_options.SetupPath, OwnSetupPath),
        AccountLinkPurpose.PasswordReset => Choose(_options.PasswordResetPath, OwnPasswordResetPath),
        _ => Server + OwnEmailChangePath,   // the frontend has no page for it
    }).Replace("{token}", secret, StringComparison.Ordinal);

    public string OfOrganization(Guid id) =>
        Choose(_options.OrganizationPath, OwnLivePage).Replace("{organization_id}", id.ToString(), StringComparison.Ordinal);

    public string OfSession(Guid id) => WithSession(_options.SessionPath, id);

    public string OfAction(Guid sessionId) => WithSession(_options.ActionPath, sessionId);

    /// <summary>On this server, whether or not there is a frontend.</summary>
    public string OfUnsubscribing(string token) => $"{Server}/unsubscribe/{token}";

    public string OfCalendar(string secret) => $"{Server}/calendar/{secret}.ics";

    private string WithSession(string path, Guid id) =>
        Choose(path, OwnLivePage).Replace("{session_id}", id.ToString(), StringComparison.Ordinal);

    private string Choose(string ofFrontend, string own) =>
        _options.HasFrontend ? _options.FrontendUrl.TrimEnd('/') + ofFrontend : Server + own;
}
