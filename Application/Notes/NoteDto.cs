using AutoMapper;
using CoachingPlatform.Domain.Notes;

namespace CoachingPlatform.Application.Notes;

/// <param name="UserId">Who wrote it.</param>
public sealed record NoteDto(Guid Id, Guid CoachingSessionId, string? Body, Guid UserId, DateTime CreatedAt, DateTime UpdatedAt);

public sealed class NoteProfile : Profile
{
    public NoteProfile() => CreateMap<Note, NoteDto>();
}
