using CoachingPlatform.Application.Documents;
using CoachingPlatform.Application.Integrations;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Controllers;

/// <summary>
/// Meeting providers, recordings and transcripts belong to outside services, none of which is connected, and so do shared documents
/// unless their service is set up: these answers let every page of the web frontend work without them.
/// </summary>
[ApiController]
public sealed class IntegrationsController(IntegrationService integrations, DocumentService documents) : ControllerBase
{
    /// <summary>The caller's connections to meeting providers: none.</summary>
    [HttpGet("oauth/connections")]
    public IReadOnlyList<object> ListConnections() => [];

    /// <summary>The caller's connection to a meeting provider.</summary>
    /// <response code="404">There is none.</response>
    [HttpGet("oauth/connections/{provider}")]
    public void GetConnection(MeetingProvider provider) => IntegrationService.RequireConnection(provider);

    /// <summary>Ends the caller's connection to a meeting provider.</summary>
    /// <response code="404">There is none.</response>
    [HttpDelete("oauth/connections/{provider}")]
    public void DeleteConnection(MeetingProvider provider) => IntegrationService.RequireConnection(provider);

    /// <summary>Leads a browser back to the settings page, which says that the provider is not set up.</summary>
    /// <param name="provider"></param>
    /// <param name="userId">The caller; anybody else is refused. Absent: the caller.</param>
    [HttpGet("oauth/{provider}/authorize"), AnyVersion]
    [ProducesResponseType(StatusCodes.Status307TemporaryRedirect)]
    public ActionResult Authorize(MeetingProvider provider, [FromQuery(Name = "user_id")] Guid? userId) =>
        RedirectPreserveMethod(integrations.Authorize(provider, userId ?? User.Id(), User.Id()));

    /// <summary>Where a provider sends a browser back to: no such visit was begun here.</summary>
    [HttpGet("oauth/{provider}/callback"), AllowAnonymous, AnyVersion]
    [ProducesResponseType(StatusCodes.Status307TemporaryRedirect)]
    public ActionResult Callback(MeetingProvider provider) => RedirectPreserveMethod(integrations.Return(provider));

    /// <summary>The newest recording of a session: null.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet("coaching_sessions/{id}/meeting_recording")]
    public Task GetRecording(Guid id, CancellationToken ct) => integrations.RequireParticipantAsync(id, User.Id(), ct);

    /// <summary>Starts recording a session.</summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such session.</response>
    /// <response code="503">Recording is not set up (<c>integration_not_configured</c>).</response>
    [HttpPost("coaching_sessions/{id}/meeting_recording")]
    public Task StartRecording(Guid id, CancellationToken ct) => integrations.StartRecordingAsync(id, User.Id(), ct);

    /// <summary>Stops recording a session.</summary>
    /// <response code="403">The caller is not the coach.</response>
    /// <response code="404">No such session, or nothing is being recorded.</response>
    [HttpDelete("coaching_sessions/{id}/meeting_recording")]
    public Task StopRecording(Guid id, CancellationToken ct) => integrations.StopRecordingAsync(id, User.Id(), ct);

    /// <summary>The newest transcript of a session: null.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet("coaching_sessions/{id}/transcriptions")]
    public Task GetTranscription(Guid id, CancellationToken ct) => integrations.RequireParticipantAsync(id, User.Id(), ct);

    /// <summary>What was said in a session: nothing is known.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet("coaching_sessions/{id}/transcriptions/{transcriptionId}/transcription_segments")]
    public async Task<IReadOnlyList<object>> ListSegments(Guid id, Guid transcriptionId, CancellationToken ct)
    {
        await integrations.RequireParticipantAsync(id, User.Id(), ct);
        return [];
    }

    /// <summary>The key to a session's shared document, and to no other. It is good for a day.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    /// <response code="503">
    /// There are no shared documents here (<c>integration_not_configured</c>); the rest of the web frontend's page works without.
    /// </response>
    /// <param name="sessionId">Id of the coaching session.</param>
    /// <param name="ct"></param>
    [HttpGet("jwt/generate_collab_token")]
    public Task<DocumentTokenDto> GetDocumentToken(
        [FromQuery(Name = "coaching_session_id"), BindRequired] Guid sessionId, CancellationToken ct) =>
        documents.GetTokenAsync(sessionId, User.Id(), ct);

    /// <summary>How many shared documents there are. For super admins.</summary>
    /// <response code="403">The caller is not super admin.</response>
    /// <response code="503">There are no shared documents here (<c>integration_not_configured</c>).</response>
    [HttpGet("admin/tiptap/metrics/totals", Name = "Integrations_CountDocuments")]
    [HttpGet("admin/tiptap/metrics/per-org", Name = "Integrations_CountDocumentsByOrganization")]
    [HttpGet("admin/tiptap/metrics/abandoned", Name = "Integrations_CountAbandonedDocuments")]
    public Task CountDocuments(CancellationToken ct) => documents.CountAsync(User.Id(), ct);

    /// <summary>News from the recording service; without its secret nobody is believed.</summary>
    /// <response code="401">No secret is set.</response>
    [HttpPost("webhooks/recall_ai"), AllowAnonymous, AnyVersion]
    public Task ReceiveWebhook() => throw new UnauthorizedException("Webhook secret not configured");
}
