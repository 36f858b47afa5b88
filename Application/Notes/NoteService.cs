using AutoMapper;
using AutoMapper.QueryableExtensions;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.Notes;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Application.Notes;

/// <summary>Notes belong to a session; its coach and its coachee read and change them.</summary>
public sealed class NoteService(IAppDb db, IOutbox outbox, IMapper mapper, TimeProvider clock)
{
    public async Task<IReadOnlyList<NoteDto>> ListAsync(Guid sessionId, Guid callerId, CancellationToken ct)
    {
        (await db.ParticipantsOfSessionAsync(sessionId, ct)).Require(callerId);
        return await db.Notes.AsNoTracking()
            .Where(n => n.CoachingSessionId == sessionId)
            .OrderBy(n => n.CreatedAt).ThenBy(n => n.Id)
            .ProjectTo<NoteDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
    }

    public async Task<NoteDto> GetAsync(Guid noteId, Guid callerId, CancellationToken ct) =>
        mapper.Map<NoteDto>((await LoadAsync(noteId, callerId, ct)).Note);

    public async Task<NoteDto> CreateAsync(CreateNoteRequest request, Guid callerId, CancellationToken ct)
    {
        var participants = (await db.ParticipantsOfSessionAsync(request.CoachingSessionId, ct)).Require(callerId);

        var note = Note.Create(request.CoachingSessionId, callerId, request.Body, clock.UtcNow());
        db.Notes.Add(note);
        return await SaveAsync(note, participants, ct);
    }

    public async Task<NoteDto> UpdateAsync(Guid noteId, UpdateNoteRequest request, Guid callerId, CancellationToken ct)
    {
        var (note, participants) = await LoadAsync(noteId, callerId, ct);

        note.Rewrite(request.Body, clock.UtcNow());
        return await SaveAsync(note, participants, ct);
    }

    private async Task<(Note Note, Participants Participants)> LoadAsync(Guid noteId, Guid callerId, CancellationToken ct)
    {
        var note = await db.Notes.SingleOrDefaultAsync(n => n.Id == noteId, ct) ?? throw new NotFoundException("note");
        return (note, (await db.ParticipantsOfSessionAsync(note.CoachingSessionId, ct)).Require(callerId));
    }

    private async Task<NoteDto> SaveAsync(Note note, Participants participants, CancellationToken ct)
    {
        outbox.Add(participants.Recipients, new NotesChanged(note.CoachingSessionId));
        await db.SaveChangesAsync(ct);
        return mapper.Map<NoteDto>(note);
    }
}
