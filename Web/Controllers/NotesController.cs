using CoachingPlatform.Application.Notes;
using CoachingPlatform.Web.Authentication;
using CoachingPlatform.Web.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CoachingPlatform.Web.Controllers;

/// <summary>Plain texts kept with a session, for its coach and its coachee.</summary>
[ApiController, Route("notes")]
public sealed class NotesController(NoteService notes) : ControllerBase
{
    /// <summary>The notes of one session, in the order in which they were written.</summary>
    /// <param name="sessionId">The session. Any other parameter is refused with 422.</param>
    /// <param name="ct"></param>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    /// <response code="422">Another query parameter was given.</response>
    [HttpGet]
    public Task<IReadOnlyList<NoteDto>> List([FromQuery(Name = "coaching_session_id"), BindRequired] Guid sessionId, CancellationToken ct)
    {
        Request.RefuseOtherParameters("coaching_session_id");
        return notes.ListAsync(sessionId, User.Id(), ct);
    }

    /// <summary>One note.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such note.</response>
    [HttpGet("{id}")]
    public Task<NoteDto> Get(Guid id, CancellationToken ct) => notes.GetAsync(id, User.Id(), ct);

    /// <summary>Writes a note; coach and coachee receive <c>notes_changed</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpPost]
    [ProducesResponseType<NoteDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<NoteDto>> Create(CreateNoteRequest request, CancellationToken ct)
    {
        var note = await notes.CreateAsync(request, User.Id(), ct);
        return Created($"{Request.PathBase}/notes/{note.Id}", note);
    }

    /// <summary>Rewrites a note; coach and coachee receive <c>notes_changed</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such note.</response>
    /// <response code="409">Someone else changed it at the same moment (<c>conflict</c>).</response>
    [HttpPut("{id}")]
    public Task<NoteDto> Update(Guid id, UpdateNoteRequest request, CancellationToken ct) => notes.UpdateAsync(id, request, User.Id(), ct);
}
