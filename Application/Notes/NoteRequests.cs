using CoachingPlatform.Domain.Notes;
using FluentValidation;

namespace CoachingPlatform.Application.Notes;

/// <param name="Body">At most 100,000 characters.</param>
public sealed record CreateNoteRequest(Guid CoachingSessionId, string? Body = null);

public sealed class CreateNoteValidator : AbstractValidator<CreateNoteRequest>
{
    public CreateNoteValidator() => RuleFor(request => request.Body).MaximumLength(Note.BodyMaxLength);
}

/// <param name="CoachingSessionId">Has to be there, and is ignored: a note stays in its session.</param>
/// <param name="Body">At most 100,000 characters; absent or null clears it.</param>
public sealed record UpdateNoteRequest(Guid CoachingSessionId, string? Body = null);

public sealed class UpdateNoteValidator : AbstractValidator<UpdateNoteRequest>
{
    public UpdateNoteValidator() => RuleFor(request => request.Body).MaximumLength(Note.BodyMaxLength);
}
