using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoachingPlatform.Domain.Users;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachingPlatform.Tests.Features;

/// <summary>
/// Running the platform and an organization: organizations, members, roles, announcements. Each test has a server of its own.
/// </summary>
[Category("Features")]
public sealed class OrganizationsTests
{
    private PlatformServer _server = null!;
    private Person _super = null!;
    private Person _admin = null!;
    private Person _coach = null!;
    private Person _coachee = null!;
    private Guid _harbour;

    [SetUp]
    public async Task Start()
    {
        _server = PlatformServer.Start(
            new Dictionary<string, string> { ["Sse:KeepAlive"] = "00:01:00" });   // no sweep ends a stream in a test
        _super = await _server.SignInAsync("super@demo.test");
        _admin = await _server.SignInAsync("admin@demo.test");
        _coach = await _server.SignInAsync("coach@demo.test");
        _coachee = await _server.SignInAsync("coachee@demo.test");
        _harbour = (await _admin.SendAsync(HttpMethod.Get, "/organizations"))[0].GetProperty("id").GetGuid();
    }

    [TearDown]
    public void Stop()
    {
        foreach (var person in new[] { _super, _admin, _coach, _coachee })
            person.Dispose();
        _server.Dispose();
    }

    [Test]
    public async Task An_organization_is_founded_renamed_and_deleted()
    {
        using var created = await _super.TrySendAsync(
            HttpMethod.Post, "/organizations", new { id = "", name = "  Blue  Heron & Co. ", logo = "", slug = "" });
        var organization = JsonDocument.Parse(await created.Content.ReadAsStringAsync()).RootElement.GetProperty("data");
        var path = $"/organizations/{organization.GetProperty("id")}";
        var renamed = await _super.SendAsync(HttpMethod.Put, path, new { name = "Ærø Ñandú" });
        await _super.SendAsync(HttpMethod.Delete, path);
        using var gone = await _super.TrySendAsync(HttpMethod.Get, path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((created.StatusCode, created.Headers.Location?.ToString()), Is.EqualTo((HttpStatusCode.Created, path)));
            Assert.That(
                (organization.GetProperty("name").GetString(), organization.GetProperty("slug").GetString(), organization.GetProperty(
                    "logo").GetString()),
                Is.EqualTo(("Blue  Heron & Co.", "blue-heron-co", "")));
            Assert.That((renamed.GetProperty("slug").GetString(), renamed.GetProperty("logo").ValueKind), Is.EqualTo(
                ("aero-nandu", JsonValueKind.Null)));
            Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }
    }

    [TestCase("", 422, "validation_error")]
    [TestCase("   ", 422, "validation_error")]
    [TestCase(256, 422, "validation_error")]
    [TestCase(255, 201, null)]
    [TestCase("Demo-Harbour", 409, "organization_name_taken")]
    [TestCase(" Demo Harbour ", 409, "organization_name_taken")]
    public async Task A_name_is_given_once(object nameOrLength, int expected, string? error)
    {
        var name = nameOrLength as string ?? new string('x', (int)nameOrLength);

        using var answer = await _super.TrySendAsync(HttpMethod.Post, "/organizations", new { name });
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.That((int)answer.StatusCode, Is.EqualTo(expected));
        if (error is not null)
            Assert.That(body.GetProperty("error").GetString(), Is.EqualTo(error));
        if (expected == 409)
            Assert.That(body.GetProperty("details").GetProperty("name").GetString(), Is.EqualTo(name.Trim()));
    }

    [Test]
    public async Task Of_many_who_take_a_name_at_the_same_moment_one_gets_it()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var answer = await _super.TrySendAsync(HttpMethod.Post, "/organizations", new { name = "Contested" });
            return (int)answer.StatusCode;
        }));

        Assert.That(statuses.Count(status => status == 201), Is.EqualTo(1));
        Assert.That(statuses.Count(status => status == 409), Is.EqualTo(9));
    }

    [Test]
    public async Task What_is_not_empty_is_not_deleted()
    {
        using var answer = await _super.TrySendAsync(HttpMethod.Delete, $"/organizations/{_harbour}");
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.That(
            (answer.StatusCode, body.GetProperty("error").GetString()), Is.EqualTo((HttpStatusCode.Conflict, "organization_not_empty")));
        Assert.That(body.GetProperty("details").ToString(), Is.EqualTo("""{"coaching_relationship_count":2,"coaching_session_count":10,"member_count":5}"""));
    }

    [Test]
    public async Task Archiving_keeps_its_first_date_blocks_what_is_new_and_tells_the_members()
    {
        await using var stream = await _coachee.OpenStreamAsync();
        using var outsider = await _server.SignInAsync("outsider@demo.test");
        await using var elsewhere = await outsider.OpenStreamAsync();

        var archived = await _super.SendAsync(HttpMethod.Post, $"/organizations/{_harbour}/archive", new { });
        var again = await _super.SendAsync(HttpMethod.Post, $"/organizations/{_harbour}/archive");
        var refusals = new List<string?>();
        foreach (var (method, path, body) in new (HttpMethod, string, object)[]
        {
            (HttpMethod.Post, "users", new { email = "new@demo.test", first_name = "N", last_name = "N" }),
            (HttpMethod.Put, $"users/{_coach.Id}/role", new { role = "Admin" }),
            (HttpMethod.Post, $"users/{_super.Id}/role", new { role = "User" }),
            (HttpMethod.Post, "coaching_relationships", new { coach_id = _coachee.Id, coachee_id = _coach.Id }),
        })
        {
            using var refused = await _super.TrySendAsync(method, $"/organizations/{_harbour}/{path}", body);
            refusals.Add(JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString());
        }
        await _coachee.SendAsync(HttpMethod.Get, $"/organizations/{_harbour}/users");
        var active = await _super.SendAsync(HttpMethod.Post, $"/organizations/{_harbour}/unarchive");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(archived.GetProperty("archived_by").GetGuid(), Is.EqualTo(_super.Id));
            Assert.That(again.ToString(), Is.EqualTo(archived.ToString()));
            Assert.That(refusals, Has.All.EqualTo("organization_archived"));
            Assert.That((active.GetProperty("archived_at").ValueKind, active.GetProperty("archived_by").ValueKind), Is.EqualTo(
                (JsonValueKind.Null, JsonValueKind.Null)));
        }
        for (var i = 0; i < 2; i++)
            Assert.That((await stream.NextAsync("organization_changed")).GetProperty("organization_id").GetGuid(), Is.EqualTo(_harbour));
        await _super.SendAsync(HttpMethod.Post, "/admin/announcements", new { message = "the end" });
        Assert.That((await elsewhere.NextAsync()).Type, Is.EqualTo("announcement"), "nothing before it");
    }

    [Test]
    public async Task A_member_is_invited_with_a_coach_and_both_of_them_learn_of_it()
    {
        await using var coach = await _coach.OpenStreamAsync();
        await using var coachee = await _coachee.OpenStreamAsync();

        using var created = await _admin.TrySendAsync(HttpMethod.Post, $"/organizations/{_harbour}/users", new
        {
            id = "",
            email = "tobias@demo.test",
            first_name = "Tobias",
            last_name = "Lind",
            password = "ignored-password",
            coach_id = _coach.Id,
            roles = Array.Empty<object>(),
            default_coaching_session_duration_minutes = 7,
        });
        var member = JsonDocument.Parse(await created.Content.ReadAsStringAsync()).RootElement.GetProperty("data");
        var members = await _coachee.SendAsync(HttpMethod.Get, $"/organizations/{_harbour}/users");
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
            Assert.That(await _server.InDatabaseAsync(
                db => db.CoachingRelationships.AnyAsync(r => r.CoachId == _coach.Id && r.CoacheeId == id)), Is.True);
            Assert.That(await _server.InDatabaseAsync(db => db.Users.AnyAsync(u => u.Id == id && u.PasswordHash == null)), Is.True);
            Assert.That(await _server.InDatabaseAsync(
                db => db.RoleChanges.CountAsync(c => c.UserId == id && c.NewRole == Role.User && c.ChangedBy == _admin.Id)), Is.EqualTo(1));
        }
        Assert.That((await coach.NextAsync("membership_changed")).GetProperty("user_id").GetGuid(), Is.EqualTo(id));
        await _super.SendAsync(HttpMethod.Post, "/admin/announcements", new { message = "the end" });
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
        var outsider = await _server.InDatabaseAsync(db => db.Users.SingleAsync(u => u.Email == "outsider@demo.test"));
        var before = await _server.InDatabaseAsync(db => db.Users.CountAsync());

        using var answer = await _admin.TrySendAsync(
            HttpMethod.Post, $"/organizations/{_harbour}/users",
            JsonDocument.Parse(body.Replace("{outsider}", outsider.Id.ToString(), StringComparison.Ordinal)).RootElement);
        var refusal = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(expected));
            Assert.That(refusal.GetProperty("error").GetString(), Is.EqualTo(error ?? refusal.GetProperty("error").GetString()));
            Assert.That(await _server.InDatabaseAsync(db => db.Users.CountAsync()), Is.EqualTo(before));
            Assert.That(await _server.InDatabaseAsync(db => db.QueuedMails.CountAsync()) + _server.Mails().Count(), Is.Zero);
        }
    }

    [Test]
    public async Task Who_has_set_up_their_account_is_not_invited_again()
    {
        using var answer = await _admin.TrySendAsync(HttpMethod.Post, $"/organizations/{_harbour}/users/{_coach.Id}/resend-invite");

        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
    }

    [Test]
    public async Task A_role_counts_from_the_next_request_on_and_is_recorded()
    {
        await using var stream = await _coachee.OpenStreamAsync();
        var path = $"/organizations/{_harbour}/users/{_coachee.Id}/role";
        using var before = await _coachee.TrySendAsync(HttpMethod.Get, path);
        var row = await _admin.SendAsync(HttpMethod.Get, path);

        var promoted = await _admin.SendAsync(HttpMethod.Put, path, new { role = "Admin" });
        await _admin.SendAsync(HttpMethod.Put, path, new { role = "Admin" });
        var after = await _coachee.SendAsync(HttpMethod.Get, path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(promoted.GetProperty("roles")[0].GetProperty("id").ToString(), Is.EqualTo(row.GetProperty("id").ToString()));
            Assert.That(after.GetProperty("role").GetString(), Is.EqualTo("Admin"));
            Assert.That(
                await _server.InDatabaseAsync(
                    db => db.RoleChanges.Where(c => c.UserId == _coachee.Id).Select(c => new { c.OldRole, c.NewRole }).SingleAsync()),
                Is.EqualTo(new { OldRole = (Role?)Role.User, NewRole = (Role?)Role.Admin }));
        }
        Assert.That((await stream.NextAsync("membership_changed")).GetProperty("user_id").GetGuid(), Is.EqualTo(_coachee.Id));
    }

    [TestCase("""{"role":"admin"}""")]
    [TestCase("""{"role":"SuperAdmin"}""")]
    [TestCase("""{"role":"Admin","more":1}""")]
    [TestCase("{}")]
    public async Task A_role_that_is_none_is_refused(string body)
    {
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Post })
        {
            using var answer = await _admin.TrySendAsync(
                method, $"/organizations/{_harbour}/users/{_coachee.Id}/role", JsonDocument.Parse(body).RootElement);
            Assert.That((int)answer.StatusCode, Is.EqualTo(422), $"{method}");
        }
    }

    [Test]
    public async Task Who_leaves_loses_access_is_told_and_finds_everything_again_on_return()
    {
        await using var stream = await _coachee.OpenStreamAsync();
        await using var coach = await _coach.OpenStreamAsync();
        var path = $"/organizations/{_harbour}/users/{_coachee.Id}/role";
        var session = $"/coaching_sessions/{DemoData.TodaysSessionId}";

        await _admin.SendAsync(HttpMethod.Delete, path);
        await stream.SkipToAsync("force_logout");
        await stream.Ended;
        using var dead = await _coachee.TrySendAsync(HttpMethod.Get, session);
        using var again = await _server.SignInAsync("coachee@demo.test");
        using var outside = await again.TrySendAsync(HttpMethod.Get, session);
        var found = await _admin.SendAsync(HttpMethod.Get, "/users?email=Coachee@demo.test");
        var attached = await _admin.SendAsync(HttpMethod.Post, path, new { role = "User", coach_id = _coach.Id });
        using var twice = await _admin.TrySendAsync(HttpMethod.Post, path, new { role = "User" });
        await again.SendAsync(HttpMethod.Get, session);
        var mail = await _server.MailToAsync("coachee@demo.test");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((dead.StatusCode, outside.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden)));
            Assert.That(
                found[0].EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "id", "first_name", "last_name", "email" }));
            Assert.That(attached.GetProperty("invite_status").GetString(), Is.EqualTo("active"));
            Assert.That(await ErrorAsync(twice), Is.EqualTo((409, "user_already_in_organization")));
            Assert.That(mail.Subject, Is.EqualTo("You now belong to Demo Harbour"));
            Assert.That(await _server.InDatabaseAsync(
                db => db.CoachingRelationships.CountAsync(r => r.CoachId == _coach.Id && r.CoacheeId == _coachee.Id)), Is.EqualTo(1));
        }
        for (var i = 0; i < 2; i++)
            await coach.NextAsync("membership_changed");
    }

    [Test]
    public async Task Who_has_left_finds_nothing_of_the_organization_in_lists_of_their_own()
    {
        var action = (await _coachee.CreateActionAsync(DemoData.TodaysSessionId, "mine")).GetProperty("id");
        await _server.InDatabaseAsync(db => db.UserRoles.Where(r => r.UserId == _coachee.Id).ExecuteDeleteAsync());
        await _coach.SendAsync(HttpMethod.Put,
            $"/actions/{action}", new { coaching_session_id = DemoData.TodaysSessionId, body = "a secret", status = "NotStarted" });

        foreach (var list in new[] { "coaching_sessions", "coaching-relationships", "actions", "actions?scope=assigned", "goals" })
            Assert.That((await _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/{list}")).GetArrayLength(), Is.Zero, list);
        var counts = await _coachee.SendAsync(
            HttpMethod.Get, $"/users/{_coachee.Id}/coaching_sessions/counts?from_date=2020-01-01&to_date=2100-01-01&group_by=month&tz=UTC");
        Assert.That(counts.GetProperty("counts").GetArrayLength(), Is.Zero);
    }

    /// <summary>All wait for the database at the same time; whoever comes after the archiving is refused.</summary>
    [Test]
    public async Task Nobody_joins_an_organization_in_the_moment_in_which_it_is_archived()
    {
        List<Task<int>> joining = [];
        var archiving = Task.CompletedTask;
        await _server.InDatabaseAsync(db => db.InTransactionAsync(async () =>
        {
            await db.Users.Where(u => u.Id == _coach.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.UpdatedAt, x => x.UpdatedAt));
            joining = Enumerable.Range(0, 6).Select(JoinAsync).ToList();
            archiving = _super.SendAsync(HttpMethod.Post, $"/organizations/{_harbour}/archive");
            joining.AddRange(Enumerable.Range(6, 6).Select(JoinAsync));
            for (var i = 0; i < 20; i++)
                await _coach.SendAsync(HttpMethod.Get, "/organizations");   // reading goes on meanwhile
            return 0;
        }, CancellationToken.None));

        var statuses = await Task.WhenAll(joining);
        await archiving;

        var order = await _server.InDatabaseAsync(
            db => db.Outbox.OrderBy(message => message.Id).Select(message => message.Type).ToListAsync());
        Assert.That(statuses, Has.All.EqualTo(201).Or.EqualTo(409));
        Assert.That(order[^1], Is.EqualTo("organization_changed"), "nobody joined after it");

        async Task<int> JoinAsync(int i)
        {
            using var answer = await _admin.TrySendAsync(
                HttpMethod.Post, $"/organizations/{_harbour}/users",
                new { email = $"new{i}@demo.test", first_name = "N", last_name = "N" });
            return (int)answer.StatusCode;
        }
    }

    [Test]
    public async Task An_administrator_does_not_find_or_attach_strangers()
    {
        var stranger = await _server.InDatabaseAsync(db => db.Users.SingleAsync(u => u.Email == "outsider@demo.test"));

        var found = await _admin.SendAsync(HttpMethod.Get, "/users?email=outsider@demo.test");
        using var attached = await _admin.TrySendAsync(
            HttpMethod.Post, $"/organizations/{_harbour}/users/{stranger.Id}/role", new { role = "User" });
        var foundBySuper = await _super.SendAsync(HttpMethod.Get, "/users?email=outsider@demo.test");

        Assert.That((found.GetArrayLength(), (int)attached.StatusCode, foundBySuper.GetArrayLength()), Is.EqualTo((0, 404, 1)));
    }

    [Test]
    public async Task Somebody_looks_people_up_thirty_times_an_hour()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 31).Select(async i =>
        {
            using var answer = await _admin.TrySendAsync(HttpMethod.Get, $"/users?email=guess{i}@demo.test");
            return (int)answer.StatusCode;
        }));
        using var blank = await _super.TrySendAsync(HttpMethod.Get, "/users?email=%20");
        using var missing = await _super.TrySendAsync(HttpMethod.Get, "/users");

        Assert.That((statuses.Count(status => status == 200), statuses.Count(status => status == 429)), Is.EqualTo((30, 1)));
        Assert.That(((int)blank.StatusCode, (int)missing.StatusCode), Is.EqualTo((400, 400)));
    }

    [Test]
    public async Task Somebody_always_runs_an_organization_also_when_two_resign_each_other()
    {
        await _admin.SendAsync(HttpMethod.Put, $"/organizations/{_harbour}/users/{_coach.Id}/role", new { role = "Admin" });

        var statuses = await Task.WhenAll(
            StatusAsync(_admin, HttpMethod.Put, $"users/{_coach.Id}/role", new { role = "User" }),
            StatusAsync(_coach, HttpMethod.Delete, $"users/{_admin.Id}/role", null),
            StatusAsync(_super, HttpMethod.Put, $"users/{_admin.Id}/role", new { role = "User" }),
            StatusAsync(_super, HttpMethod.Put, $"users/{_coach.Id}/role", new { role = "User" }));

        Assert.That(await _server.InDatabaseAsync(
            db => db.UserRoles.CountAsync(r => r.OrganizationId == _harbour && r.Role == Role.Admin)), Is.EqualTo(1));
        Assert.That(statuses, Has.Some.EqualTo(409).Or.Some.EqualTo(403));
        var last = await _server.InDatabaseAsync(db => db.UserRoles.SingleAsync(r => r.OrganizationId == _harbour && r.Role == Role.Admin));
        using var refused = await _super.TrySendAsync(HttpMethod.Delete, $"/organizations/{_harbour}/users/{last.UserId}/role");
        Assert.That(await ErrorAsync(refused), Is.EqualTo((409, "last_organization_admin")));
    }

    [Test]
    public async Task Nobody_changes_removes_or_deletes_themself()
    {
        Assert.That(await StatusAsync(_admin, HttpMethod.Put, $"users/{_admin.Id}/role", new { role = "User" }), Is.EqualTo(403));
        Assert.That(await StatusAsync(_admin, HttpMethod.Delete, $"users/{_admin.Id}/role", null), Is.EqualTo(403));
        Assert.That(await StatusAsync(_admin, HttpMethod.Delete, $"users/{_admin.Id}", null), Is.EqualTo(403));
    }

    [Test]
    public async Task An_account_without_work_is_deleted_with_its_sessions_streams_and_relationships()
    {
        var member = await _admin.SendAsync(HttpMethod.Post, $"/organizations/{_harbour}/users", new
        {
            email = "tobias@demo.test",
            first_name = "Tobias",
            last_name = "Lind",
            coach_id = _coach.Id,
        });
        var id = member.GetProperty("id").GetGuid();
        await _server.InDatabaseAsync(async db =>
        {
            var known = await db.Users.SingleAsync(u => u.Email == "coach@demo.test");
            (await db.Users.SingleAsync(u => u.Id == id)).ChangePassword(known.PasswordHash!, DateTime.UnixEpoch);
            return await db.SaveChangesAsync();
        });
        using var tobias = await _server.SignInAsync("tobias@demo.test");
        await using var stream = await tobias.OpenStreamAsync();
        await using var coach = await _coach.OpenStreamAsync();

        await _admin.SendAsync(HttpMethod.Delete, $"/organizations/{_harbour}/users/{id}");
        await stream.SkipToAsync("force_logout");
        await stream.Ended;
        using var dead = await tobias.TrySendAsync(HttpMethod.Get, "/organizations");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(dead.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(await _server.InDatabaseAsync(db => db.Users.AnyAsync(u => u.Id == id)), Is.False);
            Assert.That(await _server.InDatabaseAsync(db => db.CoachingRelationships.AnyAsync(r => r.CoacheeId == id)), Is.False);
            Assert.That(
                await _server.InDatabaseAsync(db => db.RoleChanges.CountAsync(c => c.UserId == id && c.NewRole == null)), Is.EqualTo(1));
        }
        await coach.NextAsync("membership_changed");
    }

    [Test]
    public async Task An_account_with_work_or_other_memberships_is_kept_when_its_membership_ends()
    {
        await _super.SendAsync(HttpMethod.Post, $"/organizations/{await MeadowAsync()}/users/{_coachee.Id}/role", new { role = "User" });
        await using var stream = await _coach.OpenStreamAsync();

        await _admin.SendAsync(HttpMethod.Delete, $"/organizations/{_harbour}/users/{_coach.Id}");
        await _admin.SendAsync(HttpMethod.Delete, $"/organizations/{_harbour}/users/{_coachee.Id}");
        using var last = await _super.TrySendAsync(HttpMethod.Delete, $"/organizations/{_harbour}/users/{_admin.Id}");
        using var elsewhere = await _server.SignInAsync("coachee@demo.test");

        await stream.SkipToAsync("force_logout");
        await stream.Ended;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _server.InDatabaseAsync(db => db.Users.CountAsync(u => u.Id == _coach.Id || u.Id == _coachee.Id)), Is.EqualTo(2));
            Assert.That(await _server.InDatabaseAsync(db => db.UserRoles.CountAsync(
                r => r.OrganizationId == _harbour && (r.UserId == _coach.Id || r.UserId == _coachee.Id))), Is.Zero);
            Assert.That(
                (await elsewhere.SendAsync(HttpMethod.Get, "/organizations")).GetArrayLength(), Is.EqualTo(1), "where they still belong");
            Assert.That(await _server.InDatabaseAsync(db => db.CoachingRelationships.CountAsync(r => r.CoachId == _coach.Id)), Is.EqualTo(
                2), "their history");
            Assert.That(await ErrorAsync(last), Is.EqualTo((409, "last_organization_admin")));
        }
    }

    [Test]
    public async Task Announcements_reach_an_organization_or_everybody_also_who_comes_back()
    {
        using var outsider = await _server.SignInAsync("outsider@demo.test");
        await using var stream = await outsider.OpenStreamAsync();
        string position;
        await using (var first = await _coachee.OpenStreamAsync())
        {
            await _admin.SendAsync(HttpMethod.Post, $"/organizations/{_harbour}/announcements", new { message = "Lunch at noon" });
            var live = await first.NextAsync();
            position = live.LastEventId;
            Assert.That(live.Data, Is.EqualTo($$$"""{"type":"announcement","data":{"organization_id":"{{{_harbour}}}","message":"Lunch at noon"}}"""));
        }

        await _super.SendAsync(HttpMethod.Post, "/admin/announcements", new { message = "Back at six" });

        Assert.That((await stream.NextAsync("announcement")).ToString(), Is.EqualTo("""{"organization_id":null,"message":"Back at six"}"""), "nothing before it");
        await using var second = await _coachee.OpenStreamAsync(position);
        Assert.That((await second.NextAsync("announcement")).GetProperty("message").GetString(), Is.EqualTo("Back at six"));
    }

    [TestCase("")]
    [TestCase(1001)]
    public async Task An_announcement_has_something_to_say(object messageOrLength)
    {
        var message = messageOrLength as string ?? new string('x', (int)messageOrLength);

        using var answer = await _super.TrySendAsync(HttpMethod.Post, "/admin/announcements", new { message });

        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
    }

    [Test]
    public async Task Somebody_changes_their_profile_and_what_is_null_stays()
    {
        var path = $"/users/{_coachee.Id}";
        var before = await _coachee.SendAsync(HttpMethod.Get, path);

        await _coachee.SendAsync(HttpMethod.Put, path, new
        {
            first_name = "Elias",
            timezone = (string?)null,
            default_coaching_session_duration_minutes = 45,
            roles = "ignored",
            id = ""
        });
        var after = await _coachee.SendAsync(HttpMethod.Get, path);
        var unchanged = await _coachee.SendAsync(HttpMethod.Put, path, new { });
        var respelled = await _coachee.SendAsync(HttpMethod.Put, path, new { email = "Coachee@Demo.test" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That((after.GetProperty("first_name").GetString(), after.GetProperty(
                "default_coaching_session_duration_minutes").GetInt32()), Is.EqualTo(("Elias", 45)));
            Assert.That(after.GetProperty("timezone").GetString(), Is.EqualTo(before.GetProperty("timezone").GetString()));
            Assert.That(unchanged.GetProperty("first_name").GetString(), Is.EqualTo("Elias"));
            Assert.That(respelled.GetProperty("email").GetString(), Is.EqualTo("Coachee@Demo.test"), "the same address in other letters");
        }
    }

    [TestCase("default_coaching_session_duration_minutes", 0)]
    [TestCase("default_coaching_session_duration_minutes", 481)]
    [TestCase("email", "no address")]
    [TestCase("timezone", "123456789012345678901234567890123456789012345678901")]
    [TestCase("timezone", "Mars/Olympus")]
    [TestCase("timezone", "")]
    [TestCase("github_profile_url", "javascript:alert(1)")]
    public async Task A_profile_that_cannot_be_is_refused(string member, object value)
    {
        using var answer = await _coachee.TrySendAsync(
            HttpMethod.Put, $"/users/{_coachee.Id}", new Dictionary<string, object> { [member] = value });

        Assert.That(await ErrorAsync(answer), Is.EqualTo((422, "validation_error")));
    }

    [Test]
    public async Task A_page_may_send_the_whole_profile_back_as_it_read_it()
    {
        var path = $"/users/{_coachee.Id}";
        foreach (var address in new[] { null, "", "https://github.com/eli" })
        {
            var read = JsonNode.Parse((await _coachee.SendAsync(HttpMethod.Get, path)).ToString())!;
            read["github_profile_url"] = address;
            read["default_coaching_session_duration_minutes"] = 45;

            using var answer = await _coachee.TrySendAsync(HttpMethod.Put, path, read);

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), address);
        }
    }

    [TestCase("Asia/Calcutta")]
    [TestCase("US/Pacific")]
    [TestCase("Etc/UTC")]
    [TestCase("America/Argentina/ComodRivadavia")]
    public async Task Any_name_of_a_time_zone_that_browsers_use_is_good(string zone)
    {
        await _coachee.SendAsync(HttpMethod.Put, $"/users/{_coachee.Id}", new { timezone = zone });
        var invited = await _admin.SendAsync(
            HttpMethod.Post, $"/organizations/{_harbour}/users",
            new { email = "new@demo.test", first_name = "N", last_name = "N", timezone = zone });

        var user = await _coachee.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}");
        Assert.That((user.GetProperty("timezone").GetString(), invited.GetProperty("timezone").GetString()), Is.EqualTo((zone, zone)));
    }

    [Test]
    public async Task Somebody_whose_stored_time_zone_is_none_still_works_and_can_choose_another()
    {
        await _server.InDatabaseAsync(
            db => db.Users.Where(u => u.Id == _coachee.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Timezone, "Mars/Olympus")));
        using var again = await _server.SignInAsync("coachee@demo.test");

        await again.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}");
        await again.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}/coaching_sessions?from_date=2026-01-01&to_date=2026-12-31");
        await _admin.SendAsync(HttpMethod.Get, $"/organizations/{_harbour}/users");
        await again.SendAsync(HttpMethod.Put, $"/users/{_coachee.Id}", new { first_name = "Eli" });
        await again.SendAsync(HttpMethod.Put, $"/users/{_coachee.Id}", new { timezone = "Europe/Oslo" });

        Assert.That((await again.SendAsync(HttpMethod.Get, $"/users/{_coachee.Id}")).GetProperty("timezone").GetString(), Is.EqualTo(
            "Europe/Oslo"));
    }

    [Test]
    public async Task Organizations_whose_names_have_no_latin_letters_exist_side_by_side()
    {
        var slugs = new List<string?>();
        foreach (var name in new[] { "日本", "中国", "Ωμέγα", "***", "株式会社 ABC", "有限会社 ABC" })
            slugs.Add((await _super.SendAsync(HttpMethod.Post, "/organizations", new { name })).GetProperty("slug").GetString());
        using var again = await _super.TrySendAsync(HttpMethod.Post, "/organizations", new { name = " 日本 " });

        Assert.That(slugs, Is.Unique.And.All.Match("^[a-z0-9]+(-[a-z0-9]+)*$"));
        Assert.That(await ErrorAsync(again), Is.EqualTo((409, "organization_name_taken")));
    }

    [Test]
    public async Task A_new_password_ends_every_other_session_and_its_streams_at_once()
    {
        using var phone = await _server.SignInAsync("coachee@demo.test");
        await using var stream = await phone.OpenStreamAsync();
        await using var own = await _coachee.OpenStreamAsync();
        await _coachee.SendAsync(HttpMethod.Put, $"/users/{_coachee.Id}", new { email = "thief@demo.test" });
        var path = $"/users/{_coachee.Id}/password";
        const string NewPassword = "a-new-long-password";

        using var wrong = await _coachee.TrySendAsync(
            HttpMethod.Put, path, new { current_password = "wrong", new_password = NewPassword, confirm_password = NewPassword });
        using var differs = await _coachee.TrySendAsync(
            HttpMethod.Put, path, new { current_password = DemoData.Password, new_password = NewPassword, confirm_password = "x" });
        using var weak = await _coachee.TrySendAsync(
            HttpMethod.Put, path, new { current_password = DemoData.Password, new_password = "short", confirm_password = "short" });
        Assert.That(stream.Parser.Retry, Is.Not.Null);
        using var changed = await _coachee.TrySendAsync(
            HttpMethod.Put, path, new { current_password = DemoData.Password, new_password = NewPassword, confirm_password = NewPassword });
        await stream.NextAsync("force_logout");
        await stream.Ended;
        await own.Ended;
        using var dead = await phone.TrySendAsync(HttpMethod.Get, "/organizations");
        using var old = await _coachee.TrySendAsync(HttpMethod.Get, "/organizations");
        using var goesOn = Person.ClientFor(
            _server.Address, changed.Headers.GetValues("Set-Cookie").Single().Split(';')[0]["id=".Length..]);
        using var here = await goesOn.GetAsync("/organizations");
        using var again = await _server.SignInAsync("coachee@demo.test", NewPassword);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ErrorAsync(wrong), Is.EqualTo((422, "validation_error")));
            Assert.That(await ErrorAsync(differs), Is.EqualTo((422, "validation_error")));
            Assert.That(await ErrorAsync(weak), Is.EqualTo((422, "validation_error")));
            Assert.That(await changed.Content.ReadAsStringAsync(), Is.EqualTo("""{"status_code":200,"data":null}"""));
            Assert.That((dead.StatusCode, old.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)));
            Assert.That(here.StatusCode, Is.EqualTo(HttpStatusCode.OK), "with the cookie of the answer");
            Assert.That((dead.Headers.Contains("Set-Cookie"), old.Headers.Contains("Set-Cookie")), Is.EqualTo(
                (true, false)), "a late answer does not undo that cookie");
            Assert.That(await _server.InDatabaseAsync(
                db => db.AccountLinks.CountAsync(t => t.UserId == _coachee.Id)), Is.Zero, "no link is worth anything any more");
            Assert.That(own.TakeAll(), Is.Empty, "it comes back by itself; a farewell would sign this browser out");
        }
    }

    private Task<Guid> MeadowAsync() =>
        _server.InDatabaseAsync(db => db.Organizations.Where(o => o.Slug == "demo-meadow").Select(o => o.Id).SingleAsync());

    private async Task<int> StatusAsync(Person person, HttpMethod method, string path, object? body)
    {
        using var answer = await person.TrySendAsync(method, $"/organizations/{_harbour}/{path}", body);
        return (int)answer.StatusCode;
    }

    private static async Task<(int Status, string? Error)> ErrorAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString());
}
