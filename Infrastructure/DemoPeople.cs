using CoachingPlatform.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CoachingPlatform.Infrastructure;

/// <summary>Tells pages and the console whom they can offer to sign in as.</summary>
public sealed class DemoPeople(AppDb db, IOptions<SeedOptions> options)
{
    /// <summary>Empty where <see cref="SeedOptions.DemoData"/> is off; else those who are in the database.</summary>
    public async Task<IReadOnlyList<DemoPersonDto>> ListAsync(CancellationToken ct)
    {
        if (!options.Value.DemoData)
            return [];
        var addresses = DemoData.People.Select(person => person.Email).ToList();
        var names = await db.Users.Where(u => addresses.Contains(u.EmailNormalized))
            .ToDictionaryAsync(u => u.EmailNormalized, u => u.FirstName, ct);
        return
        [
            .. DemoData.People.Where(person => names.ContainsKey(person.Email))
                .Select(person => new DemoPersonDto(person.Email, names[person.Email], person.Part, DemoData.Password)),
        ];
    }
}
