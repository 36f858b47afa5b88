using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.Members;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingRelationships;
using CoachingPlatform.Domain.Organizations;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Application;

/// <summary>The same people, as each rule about belonging to an organization sees them.</summary>
public sealed class MembershipsTests
{
    private static readonly DateTime Now = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Dictionary<string, Guid> _people = [];
    private TestDatabase _database = null!;
    private AppDb _db = null!;
    private Guid _here;
    private Guid _elsewhere;
    private Guid _nowhere;

    /// <summary>
    /// In <see cref="_here"/>: whether somebody belongs to it, runs it, has a role in it, is super admin, and whom an administrator of it
    /// may end or know.
    /// </summary>
    private static IEnumerable<TestCaseData> People()
    {
        yield return Person("member", belongs: true, hasRole: true, administered: true);
        yield return Person("coach", belongs: true, hasRole: true, administered: true);
        yield return Person("coachee", belongs: true, hasRole: true, administered: true);
        yield return Person("admin", belongs: true, runs: true, hasRole: true, administered: true);
        yield return Person("super", belongs: true, runs: true, isSuper: true);
        yield return Person("super and member", belongs: true, runs: true, hasRole: true, isSuper: true, administered: true);
        yield return Person("left", onceMember: true);
        yield return Person("other member");
        yield return Person("other admin");
        yield return Person("member here, admin there", belongs: true, hasRole: true, administered: true);
        yield return Person("nobody");

        static TestCaseData Person(
            string name, bool belongs = false, bool runs = false, bool hasRole = false, bool isSuper = false, bool administered = false,
            bool onceMember = false) =>
            new TestCaseData(name, belongs, runs, hasRole, isSuper, administered, administered || onceMember)
                .SetName($"Each rule sees {name} alike");
    }

    [OneTimeSetUp]
    public async Task AddPeople()
    {
        _database = new TestDatabase();
        _db = _database.Open();
        var (here, elsewhere) = (Organization.Create("Here", null, Now), Organization.Create("Elsewhere", null, Now));
        (_here, _elsewhere, _nowhere) = (here.Id, elsewhere.Id, Guid.NewGuid());
        _db.Organizations.AddRange(here, elsewhere);
        foreach (var name in People().Select(person => (string)person.Arguments[0]!))
        {
            var user = User.Create(
                $"{name.Replace(' ', '.').Replace(",", "", StringComparison.Ordinal)}@example.org", name, "P", "UTC", Now);
            _db.Users.Add(user);
            _people[name] = user.Id;
        }
        foreach (var name in new[] { "member", "coach", "coachee", "super and member", "member here, admin there" })
            _db.UserRoles.Add(UserRole.Member(_people[name], _here, Role.User, Now));
        _db.UserRoles.AddRange(
            UserRole.Member(_people["admin"], _here, Role.Admin, Now), UserRole.Member(_people["other admin"], _elsewhere, Role.Admin, Now),
            UserRole.Member(_people["member here, admin there"], _elsewhere, Role.Admin, Now),
            UserRole.Member(_people["other member"], _elsewhere, Role.User, Now),
            UserRole.SuperAdmin(_people["super"], Now), UserRole.SuperAdmin(_people["super and member"], Now));
        _db.RoleChanges.Add(RoleChange.Create(_people["left"], _here, Role.User, null, _people["admin"], Now));
        foreach (var name in _people.Keys.Where(name => name != "coach"))
            _db.CoachingRelationships.Add(CoachingRelationship.Create(_here, _people["coach"], "C", _people[name], name, Now));
        await _db.SaveChangesAsync(CancellationToken.None);
    }

    [OneTimeTearDown]
    public void Close()
    {
        _db.Dispose();
        _database.Dispose();
    }

    [TestCaseSource(nameof(People))]
    public async Task Each_rule(string name, bool belongs, bool runs, bool hasRole, bool isSuper, bool administered, bool known)
    {
        var (id, admin) = (_people[name], _people["admin"]);
        var memberships = await _db.AllMemberships().Where(m => m.UserId == id && m.OrganizationId == _here).ToListAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(memberships.Count > 0, Is.EqualTo(belongs), "has a membership");
            Assert.That(memberships.Exists(m => m.Administers), Is.EqualTo(runs), "has one that administers");
            Assert.That(await _db.MembersOf(_here).ContainsAsync(id), Is.EqualTo(hasRole), "is among the members");
            Assert.That(await _db.IsSuperAdminAsync(id, default), Is.EqualTo(isSuper), "is super admin");
            Assert.That(await RefusalAsync(_db.RequireSuperAdminAsync(id, default)), Is.EqualTo(
                isSuper ? null : typeof(ForbiddenException)), "passes as super admin");
            Assert.That(await RefusalAsync(_db.RequireMemberAsync(_here, id, default)), Is.EqualTo(
                belongs ? null : typeof(ForbiddenException)), "passes as member");
            Assert.That(await RefusalAsync(_db.RequireAdminAsync(_here, id, default)), Is.EqualTo(
                runs ? null : typeof(ForbiddenException)), "passes as administrator");
            Assert.That(await RefusalAsync(_db.RequireMemberAsync(_nowhere, id, default)), Is.EqualTo(
                typeof(NotFoundException)), "nobody belongs to what there is not");
            Assert.That(
                await RefusalAsync(_db.RequireAdminAsync(_nowhere, id, default)),
                Is.EqualTo(isSuper ? typeof(NotFoundException) : typeof(ForbiddenException)),
                "only a super admin learns that there is no such organization");
            Assert.That(
                await RefusalAsync(_db.FirstNameOfMemberAsync(id, _here, "coach", default)),
                Is.EqualTo(belongs ? null : typeof(ConflictException)), "may be a coach");
            Assert.That(await _db.UsersAdministeredBy(admin).AnyAsync(u => u.Id == id), Is.EqualTo(administered), "is administered");
            Assert.That(await _db.UsersKnownTo(admin).AnyAsync(u => u.Id == id), Is.EqualTo(known), "is known");
            Assert.That(
                await _db.UsersKnownTo(id).AnyAsync(u => u.Id == _people["nobody"]), Is.EqualTo(isSuper), "a super admin knows everybody");
            if (name != "coach")
            {
                var relationship = await _db.RelationshipsOf(id).SingleOrDefaultAsync(r => r.OrganizationId == _here);
                Assert.That(relationship is not null, Is.EqualTo(belongs), "sees their relationship");
                var stored = await _db.CoachingRelationships.SingleAsync(r => r.CoacheeId == id);
                var participants = await _db.ParticipantsOfRelationshipAsync(stored.Id, default);
                Assert.That(participants.Recipients, Is.EqualTo(
                    belongs ? new[] { _people["coach"], id } : [_people["coach"]]), "receives its events");
            }
        }
    }

    [Test]
    public async Task Whoever_is_concerned_by_a_membership_learns_of_it()
    {
        var concerned = await _db.ConcernedByMembershipAsync(_here, _people["coachee"], default);

        Assert.That(concerned, Is.EquivalentTo(new[] { _people["coachee"], _people["admin"], _people["coach"] }));
    }

    [Test]
    public void Who_has_left_the_organization_is_neither_let_in_nor_told()
    {
        var (coach, coachee) = (Guid.NewGuid(), Guid.NewGuid());
        var participants = new Participants(Guid.NewGuid(), Guid.NewGuid(), coach, coachee, CoachIsMember: true, CoacheeIsMember: false);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(participants.Recipients, Is.EqualTo(new[] { coach }));
            Assert.That(() => participants.Require(coachee), Throws.TypeOf<ForbiddenException>());
            Assert.That(() => participants.Require(Guid.NewGuid()), Throws.TypeOf<ForbiddenException>());
            Assert.That(() => participants.RequireCoach(coachee), Throws.TypeOf<ForbiddenException>());
            Assert.That(participants.RequireCoach(coach), Is.SameAs(participants));
        }
    }

    private static async Task<Type?> RefusalAsync(Task check)
    {
        try
        {
            await check;
            return null;
        }
        catch (PlatformException refusal)
        {
            return refusal.GetType();
        }
    }
}
