using CoachingPlatform.Application.Agreements;
using CoachingPlatform.Web.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace CoachingPlatform.Web.Controllers;

/// <summary>What coach and coachee have settled on in a session. Both may do everything here; all others nothing.</summary>
[ApiController, Route("agreements")]
public sealed class AgreementsController(AgreementService agreements) : ControllerBase
{
    /// <summary>The agreements of one session, by default in the order in which they were written down.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpGet]
    public Task<IReadOnlyList<AgreementDto>> List([FromQuery(Name = "")] AgreementFilter filter, CancellationToken ct) =>
        agreements.ListAsync(filter, User.Id(), ct);

    /// <summary>One agreement.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such agreement.</response>
    [HttpGet("{id}")]
    public Task<AgreementDto> Get(Guid id, CancellationToken ct) => agreements.GetAsync(id, User.Id(), ct);

    /// <summary>Writes an agreement down; coach and coachee receive <c>agreement_created</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such session.</response>
    [HttpPost]
    [ProducesResponseType<AgreementDto>(StatusCodes.Status201Created)]
    public async Task<ActionResult<AgreementDto>> Create(CreateAgreementRequest request, CancellationToken ct)
    {
        var agreement = await agreements.CreateAsync(request, User.Id(), ct);
        return Created($"{Request.PathBase}/agreements/{agreement.Id}", agreement);
    }

    /// <summary>Rewords an agreement; coach and coachee receive <c>agreement_updated</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such agreement.</response>
    /// <response code="409">Someone else changed it at the same moment (<c>conflict</c>).</response>
    [HttpPut("{id}")]
    public Task<AgreementDto> Update(Guid id, UpdateAgreementRequest request, CancellationToken ct) =>
        agreements.UpdateAsync(id, request, User.Id(), ct);

    /// <summary>Deletes an agreement; coach and coachee receive <c>agreement_deleted</c>.</summary>
    /// <response code="403">The caller is neither the coach nor the coachee.</response>
    /// <response code="404">No such agreement.</response>
    /// <response code="409">Someone else changed it at the same moment (<c>conflict</c>).</response>
    [HttpDelete("{id}")]
    public async Task<DeletedDto> Delete(Guid id, CancellationToken ct)
    {
        await agreements.DeleteAsync(id, User.Id(), ct);
        return new DeletedDto(id);
    }
}
