using CoachingPlatform.Application;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Documents;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Infrastructure.Mail;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Web.Controllers;

/// <summary>
/// Meeting providers, recordings and transcripts belong to outside services, none of which is connected, and so do shared documents
/// unless their service is set up: these answers let every page of the web frontend work without them.
/// </summary>
[ApiController]
public sealed class IntegrationsController(IAppDb db, DocumentService documents, IOptions<MailOptions> mail) : ControllerBase
{
    /// <summary>The caller's connections to meeting providers: none.</summary>
    [HttpGet("oauth/connections")]
    public IReadOnlyList<object> ListConnections() => [];

    /// <summary>The caller's connection to a meeting provider.</summary>
    /// <response code="404">There is none.</response>
    [HttpGet("oauth/connections/{provider}")]
    public Task GetConnection(MeetingProvider provider) => throw new NotFoundException($"connection to {provider}");

    /// <summary>Ends the caller's connection to a meeting provider.</summary>
    /// <response code="404">There is none.</response>
    [HttpDelete("oauth/connections/{provider}")]
    public Task DeleteConnection(MeetingProvider provider) => throw new NotFoundException($"connection to {provider}");

    /// <summary>Leads a browser back to the settings page, which says that the provider is not set up.</summary>
    [HttpGet("oauth/{provider}/authorize"), AnyVersion]
    [ProducesResponseType(StatusCodes.Status307TemporaryRedirect)]
    public ActionResult Authorize(MeetingProvider provider, [FromQuery(Name = "user_id")] Guid? userId)
    {
        UserAccess.RequireSelf(userId ?? User.Id(), User.Id());
        return ToSettings(provider, "not_configured");
    }

    /// <summary>Where a provider sends a browser back to: no such visit was begun here.</summary>
    [HttpGet("oauth/{provider}/callback"), AllowAnonymous, AnyVersion]
    [ProducesResponseType(StatusCodes.Status307TemporaryRedirect)]
    public ActionResult Callback(MeetingProvider provider) => ToSettings(provider, "invalid_state");

    /// <summary>The newest recording of a session: null.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet("coaching_sessions/{id}/meeting_recording")]
    public async Task GetRecording(Guid id, CancellationToken ct) => await ParticipantsAsync(id, ct);

    /// <summary>Starts recording a session.</summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such session.</response>
    /// <response code="503">Recording is not set up (<c>integration_not_configured</c>).</response>
    [HttpPost("coaching_sessions/{id}/meeting_recording")]
    public async Task StartRecording(Guid id, CancellationToken ct)
    {
        (await ParticipantsAsync(id, ct)).RequireCoach(User.Id());
        throw new NotConfiguredException("recording", "Meeting recording is not set up on this server.");
    }

    /// <summary>Stops recording a session.</summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such session, or nothing is being recorded.</response>
    [HttpDelete("coaching_sessions/{id}/meeting_recording")]
    public async Task StopRecording(Guid id, CancellationToken ct)
    {
        (await ParticipantsAsync(id, ct)).RequireCoach(User.Id());
        throw new NotFoundException("recording");
    }

    /// <summary>The newest transcript of a session: null.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet("coaching_sessions/{id}/transcriptions")]
    public async Task GetTranscription(Guid id, CancellationToken ct) => await ParticipantsAsync(id, ct);

    /// <summary>What was said in a session: nothing is known.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet("coaching_sessions/{id}/transcriptions/{transcriptionId}/transcription_segments")]
    public async Task<IReadOnlyList<object>> ListSegments(Guid id, Guid transcriptionId, CancellationToken ct)
    {
        await ParticipantsAsync(id, ct);
        return [];
    }

    /// <summary>The key to a session's shared document, and to no other. It is good for a day.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    /// <response code="503">There are no shared documents here (<c>integration_not_configured</c>); the rest of the web frontend's page works without.</response>
    [HttpGet("jwt/generate_collab_token")]
    public Task<DocumentTokenDto> GetDocumentToken([FromQuery(Name = "coaching_session_id"), BindRequired] Guid sessionId, CancellationToken ct) =>
        documents.GetTokenAsync(sessionId, User.Id(), ct);

    /// <summary>How many shared documents there are. For super admins.</summary>
    /// <response code="403">The caller is not super admin.</response>
    /// <response code="503">There are no shared documents here (<c>integration_not_configured</c>).</response>
    [HttpGet("admin/tiptap/metrics/totals"), HttpGet("admin/tiptap/metrics/per-org"), HttpGet("admin/tiptap/metrics/abandoned")]
    public async Task CountDocuments(CancellationToken ct)
    {
        await db.RequireSuperAdminAsync(User.Id(), ct);
        throw DocumentService.NotConfigured();
    }

    /// <summary>News from the recording service; without its secret nobody is believed.</summary>
    /// <response code="401">No secret is set.</response>
    [HttpPost("webhooks/recall_ai"), AllowAnonymous, AnyVersion]
    public Task ReceiveWebhook() => throw new UnauthorizedException("Webhook secret not configured");

    private async Task<Participants> ParticipantsAsync(Guid sessionId, CancellationToken ct) =>
        (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(User.Id());

    private RedirectResult ToSettings(MeetingProvider provider, string error)
    {
        var name = provider.ToString().ToLowerInvariant();
        return RedirectPreserveMethod($"{mail.Value.FrontendUrl.TrimEnd('/')}/settings/integrations?{name}_error={error}");
    }
}
