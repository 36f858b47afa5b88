using System.Net;
using System.Text.Json;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>Who belongs to an organization: invitations, roles, leaving, and the end of an account.</summary>
[Category("Features")]
public sealed class MembersTests : DemoServerTests
{
    [Test]
    public async Task A_member_is_invited_with_a_coach_and_both_of_them_learn_of_it()
    {
        await using var coach = await Coach.OpenStreamAsync();
        await using var coachee = await Coachee.OpenStreamAsync();

        using var created = await Admin.TrySendAsync(HttpMethod.Post, $"/organizations/{Harbour}/users", new
        {
            id = "",
            email = "tobias@demo.test",
            first_name = "Tobias",
            last_name = "Lind",
            password = "ignored-password",
            coach_id = Coach.Id,
            roles = Array.Empty<object>(),
            default_coaching_session_duration_minutes = 7,
        });
        var member = await created.DataAsync();
        var members = await Coachee.SendAsync(HttpMethod.Get, $"/organizations/{Harbour}/users");
        var id = member.GetProperty("id").GetGuid();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(created.StatusCode, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(member.GetProperty("roles")[0].GetProperty("role").GetString(), Is.EqualTo("User"));
            Assert.That(member.GetProperty("default_coaching_session_duration_minutes").GetInt32(), Is.EqualTo(60));
            Assert.That((member.GetProperty("display_name").GetString(), member.GetProperty("timezone").GetString()), Is.EqualTo(
                ("Tobias", "UTC")));
            Assert.That(
                members.EnumerateArray().Single(each => each.GetProperty("id").GetGuid() == id).ToString(), Is.EqualTo(member.ToString()));
            Assert.That(members.EnumerateArray().Select(each => each.GetProperty("id").GetString()), Is.Ordered);
            Assert.That(await Server.InDatabaseAsync(
                db => db.CoachingRelationships.AnyAsync(r => r.CoachId == Coach.Id && r.CoacheeId == id)), Is.True);
            Assert.That(await Server.InDatabaseAsync(db => db.Users.AnyAsync(u => u.Id == id && u.PasswordHash == null)), Is.True);
            Assert.That(await Server.InDatabaseAsync(
                db => db.RoleChanges.CountAsync(c => c.UserId == id && c.NewRole == Role.User && c.ChangedBy == Admin.Id)), Is.EqualTo(1));
        }
        Assert.That((await coach.NextAsync("membership_changed")).GetProperty("user_id").GetGuid(), Is.EqualTo(id));
        await Super.SendAsync(HttpMethod.Post, "/admin/announcements", new { message = "the end" });
        Assert.That((await coachee.NextAsync()).Type, Is.EqualTo("announcement"), "another member is not concerned");
    }

    [TestCase("""{"email":"COACH@demo.test","first_name":"C","last_name":"C"}""", 409, "conflict")]
    [TestCase("""{"email":"none","first_name":"C","last_name":"C"}""", 422, "validation_error")]
    [TestCase("""{"email":"new@demo.test","first_name":"C"}""", 422, null)]
    [TestCase("""{"email":"new@demo.test","first_name":"C","last_name":"C","timezone":null}""", 422, null)]
    [TestCase("""{"email":"new@demo.test","first_name":"C","last_name":"C","coach_id":"00000000-0000-4000-8000-000000000000"}""", 404, "not_found")]
    [TestCase("""{"email":"new@demo.test","first_name":"C","last_name":"C","coach_id":"{outsider}"}""", 409, "conflict")]
    public async Task An_invitation_that_cannot_be_changes_nothing_and_sends_nothing(string body, int expected, string? error)
    {
        var outsider = await Server.InDatabaseAsync(db => db.Users.SingleAsync(u => u.Email == "outsider@demo.test"));
        var before = await Server.InDatabaseAsync(db => db.Users.CountAsync());

        using var answer = await Admin.TrySendAsync(
            HttpMethod.Post, $"/organizations/{Harbour}/users",
            JsonDocument.Parse(body.Replace("{outsider}", outsider.Id.ToString(), StringComparison.Ordinal)).RootElement);
        var refusal = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(expected));
            Assert.That(refusal.GetProperty("error").GetString(), Is.EqualTo(error ?? refusal.GetProperty("error").GetString()));
            Assert.That(await Server.InDatabaseAsync(db => db.Users.CountAsync()), Is.EqualTo(before));
            Assert.That(await Server.InDatabaseAsync(db => db.QueuedMails.CountAsync()) + Server.Mails().Count(), Is.Zero);
        }
    }

    [Test]
    public async Task Who_has_set_up_their_account_is_not_invited_again()
    {
        using var answer = await Admin.TrySendAsync(HttpMethod.Post, $"/organizations/{Harbour}/users/{Coach.Id}/resend-invite");

        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
    }

    [Test]
    public async Task A_role_counts_from_the_next_request_on_and_is_recorded()
    {
        await using var stream = await Coachee.OpenStreamAsync();
        var path = $"/organizations/{Harbour}/users/{Coachee.Id}/role";
        using var before = await Coachee.TrySendAsync(HttpMethod.Get, path);
        var row = await Admin.SendAsync(HttpMethod.Get, path);

        var promoted = await Admin.SendAsync(HttpMethod.Put, path, new { role = "Admin" });
        await Admin.SendAsync(HttpMethod.Put, path, new { role = "Admin" });
        var after = await Coachee.SendAsync(HttpMethod.Get, path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(promoted.GetProperty("roles")[0].GetProperty("id").ToString(), Is.EqualTo(row.GetProperty("id").ToString()));
            Assert.That(after.GetProperty("role").GetString(), Is.EqualTo("Admin"));
            Assert.That(
                await Server.InDatabaseAsync(
                    db => db.RoleChanges.Where(c => c.UserId == Coachee.Id).Select(c => new { c.OldRole, c.NewRole }).SingleAsync()),
                Is.EqualTo(new { OldRole = (Role?)Role.User, NewRole = (Role?)Role.Admin }));
        }
        Assert.That((await stream.NextAsync("membership_changed")).GetProperty("user_id").GetGuid(), Is.EqualTo(Coachee.Id));
    }

    [TestCase("""{"role":"admin"}""")]
    [TestCase("""{"role":"SuperAdmin"}""")]
    [TestCase("""{"role":"Admin","more":1}""")]
    [TestCase("{}")]
    public async Task A_role_that_is_none_is_refused(string body)
    {
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Post })
        {
            using var answer = await Admin.TrySendAsync(
                method, $"/organizations/{Harbour}/users/{Coachee.Id}/role", JsonDocument.Parse(body).RootElement);
            Assert.That((int)answer.StatusCode, Is.EqualTo(422), $"{method}");
        }
    }

    [Test]
    public async Task Who_leaves_loses_access_is_told_and_finds_everything_again_on_return()
    {
        await using var stream = await Coachee.OpenStreamAsync();
        await using var coach = await Coach.OpenStreamAsync();
        var path = $"/organizations/{Harbour}/users/{Coachee.Id}/role";
        var session = $"/coaching_sessions/{DemoData.TodaysSessionId}";

        await Admin.SendAsync(HttpMethod.Delete, path);
        await stream.SkipToAsync("force_logout");
        await stream.Ended;
        using var dead = await Coachee.TrySendAsync(HttpMethod.Get, session);
        using var again = await Server.SignInAsync("coachee@demo.test");
        using var outside = await again.TrySendAsync(HttpMethod.Get, session);
        var found = await Admin.SendAsync(HttpMethod.Get, "/users?email=Coachee@demo.test");
        var attached = await Admin.SendAsync(HttpMethod.Post, path, new { role = "User", coach_id = Coach.Id });
        using var twice = await Admin.TrySendAsync(HttpMethod.Post, path, new { role = "User" });
        await again.SendAsync(HttpMethod.Get, session);
        var mail = await Server.MailToAsync("coachee@demo.test");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((dead.StatusCode, outside.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden)));
            Assert.That(
                found[0].EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "id", "first_name", "last_name", "email" }));
            Assert.That(attached.GetProperty("invite_status").GetString(), Is.EqualTo("active"));
            Assert.That(await twice.ErrorAsync(), Is.EqualTo((409, "user_already_in_organization")));
            Assert.That(mail.Subject, Is.EqualTo("You now belong to Demo Harbour"));
            Assert.That(await Server.InDatabaseAsync(
                db => db.CoachingRelationships.CountAsync(r => r.CoachId == Coach.Id && r.CoacheeId == Coachee.Id)), Is.EqualTo(1));
        }
        for (var i = 0; i < 2; i++)
            await coach.NextAsync("membership_changed");
    }

    [Test]
    public async Task Who_has_left_finds_nothing_of_the_organization_in_lists_of_their_own()
    {
        var action = (await Coachee.CreateActionAsync(DemoData.TodaysSessionId, "mine")).GetProperty("id");
        await Server.InDatabaseAsync(db => db.UserRoles.Where(r => r.UserId == Coachee.Id).ExecuteDeleteAsync());
        await Coach.SendAsync(HttpMethod.Put,
            $"/actions/{action}", new { coaching_session_id = DemoData.TodaysSessionId, body = "a secret", status = "NotStarted" });

        foreach (var list in new[] { "coaching_sessions", "coaching-relationships", "actions", "actions?scope=assigned", "goals" })
            Assert.That((await Coachee.SendAsync(HttpMethod.Get, $"/users/{Coachee.Id}/{list}")).GetArrayLength(), Is.Zero, list);
        var counts = await Coachee.SendAsync(
            HttpMethod.Get, $"/users/{Coachee.Id}/coaching_sessions/counts?from_date=2020-01-01&to_date=2100-01-01&group_by=month&tz=UTC");
        Assert.That(counts.GetProperty("counts").GetArrayLength(), Is.Zero);
    }

    /// <summary>All wait for the database at the same time; whoever comes after the archiving is refused.</summary>
    [Test]
    public async Task Nobody_joins_an_organization_in_the_moment_in_which_it_is_archived()
    {
        List<Task<int>> joining = [];
        var archiving = Task.CompletedTask;
        await Server.InDatabaseAsync(db => db.InTransactionAsync(async () =>
        {
            await db.Users.Where(u => u.Id == Coach.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.UpdatedAt, x => x.UpdatedAt));
            joining = Enumerable.Range(0, 6).Select(JoinAsync).ToList();
            archiving = Super.SendAsync(HttpMethod.Post, $"/organizations/{Harbour}/archive");
            joining.AddRange(Enumerable.Range(6, 6).Select(JoinAsync));
            for (var i = 0; i < 20; i++)
                await Coach.SendAsync(HttpMethod.Get, "/organizations");   // reading goes on meanwhile
            return 0;
        }, CancellationToken.None));

        var statuses = await Task.WhenAll(joining);
        await archiving;

        var order = await Server.InDatabaseAsync(
            db => db.Outbox.OrderBy(message => message.Id).Select(message => message.Type).ToListAsync());
        Assert.That(statuses, Has.All.EqualTo(201).Or.EqualTo(409));
        Assert.That(order[^1], Is.EqualTo("organization_changed"), "nobody joined after it");

        async Task<int> JoinAsync(int i)
        {
            using var answer = await Admin.TrySendAsync(
                HttpMethod.Post, $"/organizations/{Harbour}/users",
                new { email = $"new{i}@demo.test", first_name = "N", last_name = "N" });
            return (int)answer.StatusCode;
        }
    }

    [Test]
    public async Task An_administrator_does_not_find_or_attach_strangers()
    {
        var stranger = await Server.InDatabaseAsync(db => db.Users.SingleAsync(u => u.Email == "outsider@demo.test"));

        var found = await Admin.SendAsync(HttpMethod.Get, "/users?email=outsider@demo.test");
        using var attached = await Admin.TrySendAsync(
            HttpMethod.Post, $"/organizations/{Harbour}/users/{stranger.Id}/role", new { role = "User" });
        var foundBySuper = await Super.SendAsync(HttpMethod.Get, "/users?email=outsider@demo.test");

        Assert.That((found.GetArrayLength(), (int)attached.StatusCode, foundBySuper.GetArrayLength()), Is.EqualTo((0, 404, 1)));
    }

    [Test]
    public async Task Somebody_looks_people_up_thirty_times_an_hour()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 31).Select(async i =>
        {
            using var answer = await Admin.TrySendAsync(HttpMethod.Get, $"/users?email=guess{i}@demo.test");
            return (int)answer.StatusCode;
        }));
        using var blank = await Super.TrySendAsync(HttpMethod.Get, "/users?email=%20");
        using var missing = await Super.TrySendAsync(HttpMethod.Get, "/users");

        Assert.That((statuses.Count(status => status == 200), statuses.Count(status => status == 429)), Is.EqualTo((30, 1)));
        Assert.That(((int)blank.StatusCode, (int)missing.StatusCode), Is.EqualTo((400, 400)));
    }

    [Test]
    public async Task Somebody_always_runs_an_organization_also_when_two_resign_each_other()
    {
        await Admin.SendAsync(HttpMethod.Put, $"/organizations/{Harbour}/users/{Coach.Id}/role", new { role = "Admin" });

        var statuses = await Task.WhenAll(
            StatusAsync(Admin, HttpMethod.Put, $"users/{Coach.Id}/role", new { role = "User" }),
            StatusAsync(Coach, HttpMethod.Delete, $"users/{Admin.Id}/role", null),
            StatusAsync(Super, HttpMethod.Put, $"users/{Admin.Id}/role", new { role = "User" }),
            StatusAsync(Super, HttpMethod.Put, $"users/{Coach.Id}/role", new { role = "User" }));

        Assert.That(await Server.InDatabaseAsync(
            db => db.UserRoles.CountAsync(r => r.OrganizationId == Harbour && r.Role == Role.Admin)), Is.EqualTo(1));
        Assert.That(statuses, Has.Some.EqualTo(409).Or.Some.EqualTo(403));
        var last = await Server.InDatabaseAsync(db => db.UserRoles.SingleAsync(r => r.OrganizationId == Harbour && r.Role == Role.Admin));
        using var refused = await Super.TrySendAsync(HttpMethod.Delete, $"/organizations/{Harbour}/users/{last.UserId}/role");
        Assert.That(await refused.ErrorAsync(), Is.EqualTo((409, "last_organization_admin")));
    }

    [Test]
    public async Task Nobody_changes_removes_or_deletes_themself()
    {
        Assert.That(await StatusAsync(Admin, HttpMethod.Put, $"users/{Admin.Id}/role", new { role = "User" }), Is.EqualTo(403));
        Assert.That(await StatusAsync(Admin, HttpMethod.Delete, $"users/{Admin.Id}/role", null), Is.EqualTo(403));
        Assert.That(await StatusAsync(Admin, HttpMethod.Delete, $"users/{Admin.Id}", null), Is.EqualTo(403));
    }

    [Test]
    public async Task An_account_without_work_is_deleted_with_its_sessions_streams_and_relationships()
    {
        var member = await Admin.SendAsync(HttpMethod.Post, $"/organizations/{Harbour}/users", new
        {
            email = "tobias@demo.test",
            first_name = "Tobias",
            last_name = "Lind",
            coach_id = Coach.Id,
        });
        var id = member.GetProperty("id").GetGuid();
        await Server.InDatabaseAsync(async db =>
        {
            var known = await db.Users.SingleAsync(u => u.Email == "coach@demo.test");
            (await db.Users.SingleAsync(u => u.Id == id)).ChangePassword(known.PasswordHash!, DateTime.UnixEpoch);
            return await db.SaveChangesAsync();
        });
        using var tobias = await Server.SignInAsync("tobias@demo.test");
        await using var stream = await tobias.OpenStreamAsync();
        await using var coach = await Coach.OpenStreamAsync();

        await Admin.SendAsync(HttpMethod.Delete, $"/organizations/{Harbour}/users/{id}");
        await stream.SkipToAsync("force_logout");
        await stream.Ended;
        using var dead = await tobias.TrySendAsync(HttpMethod.Get, "/organizations");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(dead.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(await Server.InDatabaseAsync(db => db.Users.AnyAsync(u => u.Id == id)), Is.False);
            Assert.That(await Server.InDatabaseAsync(db => db.CoachingRelationships.AnyAsync(r => r.CoacheeId == id)), Is.False);
            Assert.That(
                await Server.InDatabaseAsync(db => db.RoleChanges.CountAsync(c => c.UserId == id && c.NewRole == null)), Is.EqualTo(1));
        }
        await coach.NextAsync("membership_changed");
    }

    [Test]
    public async Task An_account_with_work_or_other_memberships_is_kept_when_its_membership_ends()
    {
        await Super.SendAsync(HttpMethod.Post, $"/organizations/{await MeadowAsync()}/users/{Coachee.Id}/role", new { role = "User" });
        await using var stream = await Coach.OpenStreamAsync();

        await Admin.SendAsync(HttpMethod.Delete, $"/organizations/{Harbour}/users/{Coach.Id}");
        await Admin.SendAsync(HttpMethod.Delete, $"/organizations/{Harbour}/users/{Coachee.Id}");
        using var last = await Super.TrySendAsync(HttpMethod.Delete, $"/organizations/{Harbour}/users/{Admin.Id}");
        using var elsewhere = await Server.SignInAsync("coachee@demo.test");

        await stream.SkipToAsync("force_logout");
        await stream.Ended;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await Server.InDatabaseAsync(db => db.Users.CountAsync(u => u.Id == Coach.Id || u.Id == Coachee.Id)), Is.EqualTo(2));
            Assert.That(await Server.InDatabaseAsync(db => db.UserRoles.CountAsync(
                r => r.OrganizationId == Harbour && (r.UserId == Coach.Id || r.UserId == Coachee.Id))), Is.Zero);
            Assert.That(
                (await elsewhere.SendAsync(HttpMethod.Get, "/organizations")).GetArrayLength(), Is.EqualTo(1), "where they still belong");
            Assert.That(await Server.InDatabaseAsync(db => db.CoachingRelationships.CountAsync(r => r.CoachId == Coach.Id)), Is.EqualTo(
                2), "their history");
            Assert.That(await last.ErrorAsync(), Is.EqualTo((409, "last_organization_admin")));
        }
    }

    private Task<Guid> MeadowAsync() =>
        Server.InDatabaseAsync(db => db.Organizations.Where(o => o.Slug == "demo-meadow").Select(o => o.Id).SingleAsync());

    private async Task<int> StatusAsync(Person person, HttpMethod method, string path, object? body)
    {
        using var answer = await person.TrySendAsync(method, $"/organizations/{Harbour}/{path}", body);
        return (int)answer.StatusCode;
    }
}
