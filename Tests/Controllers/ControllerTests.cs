using System.Reflection;
using CoachingPlatform.Application.Accounts;
using CoachingPlatform.Application.Actions;
using CoachingPlatform.Application.Agreements;
using CoachingPlatform.Application.Announcements;
using CoachingPlatform.Application.CalendarFeeds;
using CoachingPlatform.Application.CoachingRelationships;
using CoachingPlatform.Application.CoachingSessions;
using CoachingPlatform.Application.Goals;
using CoachingPlatform.Application.Mail;
using CoachingPlatform.Application.Members;
using CoachingPlatform.Application.Notes;
using CoachingPlatform.Application.Organizations;
using CoachingPlatform.Application.Topics;
using CoachingPlatform.Application.Users;
using CoachingPlatform.Domain;
using CoachingPlatform.Domain.CoachingSessions;
using CoachingPlatform.Domain.Mail;
using CoachingPlatform.Infrastructure;
using CoachingPlatform.Infrastructure.Persistence;
using CoachingPlatform.Sse;
using CoachingPlatform.Tests.Support;
using CoachingPlatform.Web.Controllers;
using CoachingPlatform.Web.Errors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using static CoachingPlatform.Tests.Support.ControllersUnderTest;

namespace CoachingPlatform.Tests.Controllers;

/// <summary>What each controller makes of a request, hands on and answers. Sign-in and streams: <see cref="StreamControllerTests"/>.</summary>
[Category("Features")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ControllerTests : IDisposable
{
    private static readonly Guid Harbour = DemoData.IdOf("organization harbour");
    private static readonly Guid Relationship = DemoData.IdOf("relationship coach@demo.test coachee@demo.test");
    private static readonly Guid Session = DemoData.TodaysSessionId;
    private static readonly DateTime InThreeDays = TimeProvider.System.UtcNow().AddDays(3);
    private static readonly CancellationToken Ct = CancellationToken.None;

    private readonly ControllersUnderTest _server = new();

    [Test]
    public void Each_controller_is_tried()
    {
        var tried = typeof(ControllerTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes<TestOfAttribute>())
            .Select(attribute => attribute.Properties.Get("TestOf"));
        Assert.That(tried.Distinct(), Is.EquivalentTo(
            typeof(ActionsController).Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(ControllerBase))).Select(type => type.FullName)));
    }

    [Test, TestOf(typeof(ActionsController))]
    public async Task Creating_an_action_answers_201_and_leaves_one_event_for_both()
    {
        var answer = await _server.As<ActionsController>("coach")
            .Create(new CreateActionRequest(Session, ItemStatus.NotStarted, "b"), Ct);

        var action = Created(answer, created => $"/actions/{created.Id}");
        Assert.That(action.UserId, Is.EqualTo(IdOf("coach")));
        _server.ShouldHaveTold(new ActionCreated(Session, action), "coach", "coachee");
    }

    [Test, TestOf(typeof(ActionsController))]
    public async Task A_stranger_creates_nothing_and_nobody_is_told()
    {
        var before = await _server.Db.Actions.CountAsync();

        Assert.That(
            () => _server.As<ActionsController>("outsider").Create(new CreateActionRequest(Session, ItemStatus.NotStarted), Ct),
            Throws.TypeOf<ForbiddenException>());

        Assert.That(await _server.Db.Actions.CountAsync(), Is.EqualTo(before));
        _server.Outbox.VerifyNoOtherCalls();
        _server.Mails.VerifyNoOtherCalls();
    }

    [Test, TestOf(typeof(ActionsController))]
    public async Task The_status_in_the_body_counts_before_the_one_in_the_query()
    {
        var id = await _server.Db.Actions.Where(action => action.CoachingSessionId == Session).Select(action => action.Id).FirstAsync();
        var controller = _server.As<ActionsController>("coachee");

        Assert.That(() => controller.ChangeStatus(id, null, null, Ct), Throws.TypeOf<RuleException>());
        var fromQuery = await controller.ChangeStatus(id, ItemStatus.InProgress, null, Ct);
        var fromBody = await controller.ChangeStatus(id, ItemStatus.InProgress, new ChangeActionStatusRequest(ItemStatus.WontDo), Ct);

        Assert.That((fromQuery.Status, fromBody.Status), Is.EqualTo((ItemStatus.InProgress, ItemStatus.WontDo)));
    }

    [Test, TestOf(typeof(AgreementsController))]
    public async Task An_agreement_is_created_and_deleted_before_the_eyes_of_both()
    {
        var controller = _server.As<AgreementsController>("coachee");

        var agreement = Created(
            await controller.Create(new CreateAgreementRequest(Session, "x"), Ct), created => $"/agreements/{created.Id}");
        _server.ShouldHaveTold(new AgreementCreated(Session, agreement), "coach", "coachee");
        _server.Outbox.Invocations.Clear();

        Assert.That(await controller.Delete(agreement.Id, Ct), Is.EqualTo(new DeletedDto(agreement.Id)));
        _server.ShouldHaveTold(new AgreementDeleted(Session, agreement.Id), "coach", "coachee");
    }

    [Test, TestOf(typeof(NotesController))]
    public async Task A_note_is_created_and_both_are_told_to_look()
    {
        var answer = await _server.As<NotesController>("coach").Create(new CreateNoteRequest(Session, "x"), Ct);

        Created(answer, note => $"/notes/{note.Id}");
        _server.ShouldHaveTold(new NotesChanged(Session), "coach", "coachee");
    }

    [Test, TestOf(typeof(TopicsController))]
    public async Task A_topic_is_created_at_an_address_below_its_session()
    {
        var answer = await _server.As<TopicsController>("coachee").Create(Session, new CreateTopicRequest("x"), Ct);

        Created(answer, topic => $"/coaching_sessions/{Session}/topics/{topic.Id}");
        _server.ShouldHaveTold(new TopicsChanged(Session), "coach", "coachee");
    }

    [Test, TestOf(typeof(GoalsController))]
    public async Task A_goal_is_created_and_its_status_needs_to_be_said()
    {
        var controller = _server.As<GoalsController>("coach");

        var goal = Created(
            await controller.Create(new CreateGoalRequest(Relationship, ItemStatus.NotStarted), Ct), created => $"/goals/{created.Id}");
        _server.ShouldHaveTold(new GoalCreated(Relationship, goal), "coach", "coachee");

        Assert.That(() => controller.ChangeStatus(goal.Id, null, null, Ct), Throws.TypeOf<RuleException>());
        Assert.That((await controller.ChangeStatus(goal.Id, ItemStatus.OnHold, null, Ct)).Status, Is.EqualTo(ItemStatus.OnHold));
    }

    [Test, TestOf(typeof(SessionGoalsController))]
    public async Task A_goal_is_linked_and_one_of_two_questions_is_asked()
    {
        var controller = _server.As<SessionGoalsController>("coachee");
        var later = DemoData.IdOf("session coach@demo.test coachee@demo.test future");
        var goal = DemoData.IdOf("goal coach@demo.test coachee@demo.test Ask for feedback every week");

        var link = Created(
            await controller.Link(later, new LinkGoalRequest(goal), Ct), _ => $"/coaching_sessions/{later}/goals");
        Assert.That((link.CoachingSessionId, link.GoalId), Is.EqualTo((later, goal)));
        _server.ShouldHaveTold(new CoachingSessionGoalCreated(Relationship, later, goal), "coach", "coachee");

        Assert.That(() => controller.ListBatch(null, null, Ct), Throws.TypeOf<BadRequestException>());
        Assert.That(() => controller.ListBatch(Relationship, new HashSet<Guid> { later }, Ct), Throws.TypeOf<BadRequestException>());
        Assert.That((await controller.ListBatch(null, new HashSet<Guid> { later }, Ct)).SessionGoals.Keys, Is.EqualTo(new[] { later }));
        Assert.That(await controller.Unlink(later, goal, Ct), Is.EqualTo(new UnlinkedDto(goal)));
    }

    [Test, TestOf(typeof(CoachingSessionsController))]
    public async Task A_session_is_planned_and_both_are_told_and_written_to()
    {
        var answer = await _server.As<CoachingSessionsController>("coach")
            .Create(new CreateCoachingSessionRequest(Relationship, InThreeDays), Ct);

        var session = Created(answer, created => $"/coaching_sessions/{created.Id}");
        _server.Outbox.Verify(outbox => outbox.Add(
            It.IsAny<IReadOnlyCollection<Guid>>(), new CoachingSessionCreated(Relationship, session.Id)), Times.Once);
        foreach (var person in new[] { "coach", "coachee" })
            _server.Mails.Verify(mails => mails.Add(new SessionScheduledMail(IdOf(person), session.Id)), Times.Once);
        _server.Mails.VerifyNoOtherCalls();
    }

    [Test, TestOf(typeof(CoachingSessionSeriesController))]
    public async Task A_series_is_planned_by_the_coach_alone()
    {
        var request = new CreateCoachingSessionSeriesRequest(
            Relationship, InThreeDays, new RecurrenceDto(RecurrenceFrequency.Weekly, Count: 3));
        Assert.That(
            () => _server.As<CoachingSessionSeriesController>("coachee").Create(request, Ct), Throws.TypeOf<ForbiddenException>());

        var answer = await _server.As<CoachingSessionSeriesController>("coach").Create(request, Ct);

        var planned = Created(answer, created => $"/coaching_session_series/{created.Series.Id}");
        Assert.That(planned.Sessions, Has.Count.EqualTo(3));
        _server.Mails.Verify(mails => mails.Add(new SeriesScheduledMail(IdOf("coachee"), planned.Series.Id)), Times.Once);
    }

    [Test, TestOf(typeof(UserSessionsController))]
    public async Task Somebody_lists_their_own_sessions_and_nobody_elses()
    {
        var controller = _server.As<UserSessionsController>("coachee");

        Assert.That((await controller.List(IdOf("coachee"), new UserSessionFilter(), Ct)).Select(s => s.Id), Has.Member(Session));
        Assert.That(() => controller.List(IdOf("coach"), new UserSessionFilter(), Ct), Throws.TypeOf<ForbiddenException>());
    }

    [Test, TestOf(typeof(CoachingRelationshipsController))]
    public async Task A_relationship_is_created_once_and_found_the_second_time()
    {
        var controller = _server.As<CoachingRelationshipsController>("admin");
        var request = new CreateCoachingRelationshipRequest(IdOf("coachee"), IdOf("coachee2"));

        var (first, again) = (await controller.Create(Harbour, request, Ct), await controller.Create(Harbour, request, Ct));

        var relationship = Created(first, created => $"/organizations/{Harbour}/coaching_relationships/{created.Id}");
        Assert.That(Created(again, created => $"/organizations/{Harbour}/coaching_relationships/{created.Id}").Id, Is.EqualTo(relationship.Id));
        Assert.That((relationship.CoachId, relationship.CoacheeId), Is.EqualTo((IdOf("coachee"), IdOf("coachee2"))));
    }

    [Test, TestOf(typeof(OrganizationsController))]
    public async Task An_organization_is_created_by_a_super_admin_and_its_members_are_spoken_to_by_its_administrator()
    {
        var answer = await _server.As<OrganizationsController>("super").Create(new OrganizationRequest("New House"), Ct);
        var organization = Created(answer, created => $"/organizations/{created.Id}");
        Assert.That(organization.Name, Is.EqualTo("New House"));
        Assert.That(
            () => _server.As<OrganizationsController>("admin").Create(new OrganizationRequest("Another"), Ct),
            Throws.TypeOf<ForbiddenException>());

        await _server.As<OrganizationsController>("admin").Announce(Harbour, new AnnouncementRequest("Hello"), Ct);
        _server.ShouldHaveTold(new Announcement(Harbour, "Hello"), "admin", "coach", "coachee", "coachee2", "invited");
    }

    [TestCase("archived", 1), TestCase("ALL", 3), TestCase(null, 2), TestOf(typeof(OrganizationsController))]
    public async Task Organizations_are_listed_by_status(string? status, int count) => Assert.That(
        await _server.As<OrganizationsController>("super").List(status, null, new OrganizationFilter(), Ct), Has.Count.EqualTo(count));

    [Test, TestOf(typeof(OrganizationsController))]
    public void A_status_that_there_is_not_is_refused() => Assert.That(
        () => _server.As<OrganizationsController>("super").List("gone", null, new OrganizationFilter(), Ct), Throws.TypeOf<RuleException>());

    [Test, TestOf(typeof(MembersController))]
    public async Task A_member_is_invited_by_mail()
    {
        var answer = await _server.As<MembersController>("admin")
            .Create(Harbour, new CreateMemberRequest("new@demo.test", "Nora", "New"), Ct);

        var member = Created(answer, created => $"/organizations/{Harbour}/users/{created.Id}/role");
        _server.Mails.Verify(mails => mails.Add(new WelcomeMail(member.Id, IdOf("admin"))), Times.Once);
        _server.Mails.VerifyNoOtherCalls();
    }

    [Test, TestOf(typeof(AccountsController))]
    public async Task A_forgotten_password_is_answered_alike_whoever_asks()
    {
        var controller = _server.As<AccountsController>(null);

        await controller.RequestPasswordReset(new RequestPasswordResetRequest("coach@demo.test"), Ct);
        await controller.RequestPasswordReset(new RequestPasswordResetRequest("nobody@demo.test"), Ct);
        Assert.That(() => controller.ValidateSetup("guess", Ct), Throws.InstanceOf<PlatformException>());

        // whether there is such an account is found out when the message is written, and takes no time here
        foreach (var email in new[] { "coach@demo.test", "nobody@demo.test" })
            _server.Mails.Verify(mails => mails.Add(new PasswordResetMail(email)), Times.Once);
    }

    [Test, TestOf(typeof(UsersController))]
    public async Task A_changed_password_ends_the_other_login_sessions()
    {
        _server.Passwords.Setup(passwords => passwords.VerifyAsync(It.IsAny<string>(), "old", Ct)).ReturnsAsync(true);
        _server.Passwords.Setup(passwords => passwords.HashAsync("new-password", Ct)).ReturnsAsync("hash");
        var own = await _server.SignInAsync("coach");
        var other = await _server.SignInAsync("coach", "phone");

        await _server.As<UsersController>("coach")
            .ChangePassword(IdOf("coach"), new ChangePasswordRequest("old", "new-password", "new-password"), Ct);

        Assert.That((await _server.Db.Users.SingleAsync(user => user.Id == IdOf("coach"))).PasswordHash, Is.EqualTo("hash"));
        Assert.That(await _server.Db.LoginSessions.CountAsync(), Is.EqualTo(1), "a new one in the place of all");
        _server.Broadcaster.Verify(b => b.Close(own, null, null), Times.Once, "the own stream comes back with the new session");
        _server.Broadcaster.Verify(b => b.Close(other, "force_logout", It.IsAny<string>()), Times.Once);
    }

    [Test, TestOf(typeof(MailPreferencesController))]
    public async Task A_link_in_a_message_switches_one_kind_off()
    {
        var preferences = MailPreferences.Create(IdOf("coach"));
        _server.Db.MailPreferences.Add(preferences);
        await _server.Db.SaveChangesAsync();

        var answer = await _server.As<MailPreferencesController>(null)
            .Unsubscribe(UnsubscribeToken.For(preferences, MailKind.Reminders), Ct);

        Assert.That(answer, Is.EqualTo(new UnsubscribedDto(MailKind.Reminders)));
        Assert.That((await _server.As<MailPreferencesController>("coach").Get(IdOf("coach"), Ct)).Reminders, Is.False);
    }

    [Test, TestOf(typeof(CalendarFeedsController))]
    public async Task A_calendar_is_written_only_for_whoever_has_not_got_it()
    {
        _server.Pages.Setup(pages => pages.OfCalendar(It.IsAny<string>())).Returns<string>(secret => $"https://here/{secret}.ics");
        _server.Calendars.Setup(calendars => calendars.Write(It.IsAny<IReadOnlyList<FeedSession>>())).Returns("BEGIN");
        var feed = await _server.As<CalendarFeedsController>("coach").Create(IdOf("coach"), Ct);
        var secret = Path.GetFileNameWithoutExtension(feed.Url);

        var first = _server.As<CalendarFeedsController>(null);
        Assert.That(((ContentResult)await first.Read(secret, Ct)).Content, Is.EqualTo("BEGIN"));
        var again = _server.As<CalendarFeedsController>(null);
        again.Request.Headers.IfNoneMatch = first.Response.Headers.ETag;
        Assert.That(((StatusCodeResult)await again.Read(secret, Ct)).StatusCode, Is.EqualTo(304));
        _server.Calendars.Verify(calendars => calendars.Write(It.IsAny<IReadOnlyList<FeedSession>>()), Times.Once);
    }

    [Test, TestOf(typeof(AdminController))]
    public async Task Signing_somebody_out_tells_their_streams_why()
    {
        var client = await _server.SignInAsync("coachee");

        var answer = await _server.As<AdminController>("super").ForceLogout(IdOf("coachee"), new("Lost laptop"), Ct);

        Assert.That(answer.RevokedSessions, Is.EqualTo(1));
        _server.Broadcaster.Verify(b => b.Close(client, "force_logout", It.Is<string>(data => data.Contains("Lost laptop"))), Times.Once);
    }

    [Test, TestOf(typeof(AdminController))]
    public async Task An_announcement_goes_to_everybody_and_figures_to_super_admins()
    {
        await _server.As<AdminController>("super").Announce(new AnnouncementRequest("Hello"), Ct);
        _server.Outbox.Verify(outbox => outbox.AddForEverybody(new Announcement(null, "Hello")), Times.Once);

        Assert.That(() => _server.As<AdminController>("admin").ReadMetrics(Ct), Throws.TypeOf<ForbiddenException>());
        _server.Metrics.Verify(metrics => metrics.Read(), Times.Never);
        await _server.As<AdminController>("super").ReadMetrics(Ct);
        _server.Metrics.Verify(metrics => metrics.Read(), Times.Once);
    }

    [Test, TestOf(typeof(IntegrationsController))]
    public async Task A_document_is_opened_by_its_own_token_and_by_none_where_there_is_no_service()
    {
        var controller = _server.As<IntegrationsController>("coachee");
        Assert.That(() => controller.GetDocumentToken(Session, Ct), Throws.TypeOf<NotConfiguredException>());

        _server.Documents.Setup(documents => documents.Issue(It.IsAny<string>())).Returns<string>(name => $"token of {name}");
        var token = await controller.GetDocumentToken(Session, Ct);

        Assert.That(token.Token, Is.EqualTo($"token of {token.Sub}"));
    }

    [Test, TestOf(typeof(IntegrationsController))]
    public void Whoever_comes_back_from_a_provider_is_sent_to_the_settings()
    {
        _server.Pages.Setup(pages => pages.IntegrationSettings).Returns("https://there/settings");

        var answer = (RedirectResult)_server.As<IntegrationsController>(null).Callback(MeetingProvider.Google);

        Assert.That((answer.Url, answer.PreserveMethod), Is.EqualTo(("https://there/settings?google_error=invalid_state", true)));
    }

    [Test, TestOf(typeof(DemoController))]
    public async Task Demo_people_are_listed_only_where_they_are_meant_to_be()
    {
        var controller = _server.As<DemoController>(null);
        async Task<IReadOnlyList<DemoPersonDto>> ListAsync(bool on) =>
            await controller.List(new DemoPeople(_server.Db, Options.Create(new SeedOptions { DemoData = on })), Ct);

        Assert.That((await ListAsync(true)).Select(person => person.Email), Is.EqualTo(DemoData.People.Select(person => person.Email)));
        Assert.That(await ListAsync(false), Is.Empty);
    }

    [Test, TestOf(typeof(HealthController))]
    public async Task Ready_is_who_has_a_database_and_degraded_who_has_no_event_log()
    {
        var controller = _server.As<HealthController>(null);
        var log = new Mock<IEventLog>();

        Assert.That((await controller.Ready(_server.Scopes, log.Object, TimeProvider.System, Ct)).Value!.Status, Is.EqualTo(ReadinessStatus.Degraded));
        log.Setup(l => l.IsAvailable).Returns(true);
        Assert.That((await controller.Ready(_server.Scopes, log.Object, TimeProvider.System, Ct)).Value!.Status, Is.EqualTo(ReadinessStatus.Ready));

        using var without = new ServiceCollection().AddScoped<AppDb>(_ => throw new InvalidOperationException("gone")).BuildServiceProvider();
        var answer = await controller.Ready(without.GetRequiredService<IServiceScopeFactory>(), log.Object, TimeProvider.System, Ct);
        Assert.That(answer.Result, Is.TypeOf<ErrorResult>());
    }

    public void Dispose() => _server.Dispose();
}
