using CoachingPlatform.Domain.Topics;
using FluentValidation;

namespace CoachingPlatform.Application.Topics;

/// <param name="Body">At most 20,000 characters; it may be empty.</param>
public sealed record CreateTopicRequest(string Body, TopicPriority? Priority = null);

public sealed class CreateTopicValidator : AbstractValidator<CreateTopicRequest>
{
    public CreateTopicValidator() => RuleFor(request => request.Body).MaximumLength(Topic.BodyMaxLength);
}

/// <param name="Body">At most 20,000 characters; it may be empty.</param>
public sealed record UpdateTopicRequest(string Body);

public sealed class UpdateTopicValidator : AbstractValidator<UpdateTopicRequest>
{
    public UpdateTopicValidator() => RuleFor(request => request.Body).MaximumLength(Topic.BodyMaxLength);
}

/// <param name="OrderedIds">All topics of the session, each once, in their new order.</param>
public sealed record ReorderTopicsRequest(IReadOnlyList<Guid> OrderedIds);

/// <param name="Priority">Null or absent clears it.</param>
public sealed record RateTopicRequest(TopicPriority? Priority = null);

public sealed record ChangeTopicStatusRequest(TopicStatus Status);
