using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CoachingPlatform.Tests.Web;

/// <summary>Which test shows that a route does what the contract says. A route without a row, and a row without a route, fail.</summary>
public sealed class RoutesTests
{
    private static readonly Dictionary<string, string[]> TestsOf = new()
    {
        ["POST /login"] = [nameof(AuthenticationTests.Signing_in_answers_with_the_user_and_a_cookie_of_22_characters), nameof(AuthenticationTests.Wrong_credentials_are_401_or_422_and_set_no_cookie)],
        ["DELETE /delete"] = [nameof(AuthenticationTests.Signing_out_ends_the_session_and_removes_the_cookie)],
        ["GET /health"] = [nameof(RestTests.The_health_of_the_server_is_open_to_everybody)],
        ["GET /health/ready"] = [nameof(RestTests.The_health_of_the_server_is_open_to_everybody)],
        ["GET /demo"] = [nameof(DemoTests.The_pages_learn_whom_one_can_sign_in_as)],
        ["GET /sse"] = [nameof(SseStreamTests.The_answer_is_a_stream_by_its_headers_and_comes_at_once), nameof(SseStreamTests.The_first_frame_gives_a_delay_and_a_position_and_an_event_follows_byte_for_byte)],
        ["POST /admin/force_logout/{userId}"] = [nameof(ForceLogoutTests.Everything_the_user_has_open_ends_with_a_word_of_farewell), nameof(ForceLogoutTests.Only_those_who_run_the_users_organization_may)],

        ["GET /users"] = [nameof(OrganizationsTests.An_administrator_does_not_find_or_attach_strangers), nameof(OrganizationsTests.Somebody_looks_people_up_thirty_times_an_hour)],
        ["PUT /users/{id}"] = [nameof(OrganizationsTests.Somebody_changes_their_profile_and_what_is_null_stays), nameof(OrganizationsTests.A_profile_that_cannot_be_is_refused)],
        ["PUT /users/{id}/password"] = [nameof(OrganizationsTests.A_new_password_ends_every_other_session_and_its_streams_at_once)],
        ["GET /users/{id}"] = [nameof(AccessTests.Who_may_what)],
        ["GET /users/{id}/organizations"] = [nameof(RestTests.An_archived_organization_is_hidden_and_takes_nothing_new)],
        ["GET /users/{id}/coaching-relationships"] = [nameof(RestTests.Somebody_lists_their_relationships_by_side)],
        ["GET /users/{id}/goals"] = [nameof(GoalsTests.Goals_are_sorted_and_filtered_as_asked)],
        ["GET /users/{id}/actions"] = [nameof(ActionListsTests.Somebody_lists_the_actions_of_their_sessions), nameof(ActionListsTests.A_coach_sees_all_of_their_own_sessions)],
        ["GET /users/{userId}/coaching_sessions"] = [nameof(UserSessionsTests.A_day_is_a_day_in_the_viewers_zone), nameof(UserSessionsTests.What_is_not_asked_for_is_absent_and_what_is_comes_whole)],
        ["GET /users/{userId}/coaching_sessions/counts"] = [nameof(UserSessionsTests.Months_are_those_of_the_viewers_calendar)],

        ["GET /organizations"] = [nameof(RestTests.An_archived_organization_is_hidden_and_takes_nothing_new)],
        ["GET /organizations/{id}"] = [nameof(RestTests.An_archived_organization_is_hidden_and_takes_nothing_new)],
        ["GET /organizations/{organizationId}/coaching_relationships"] = [nameof(AccessTests.Who_may_what)],
        ["POST /organizations/{organizationId}/coaching_relationships"] = [nameof(RestTests.A_pair_has_one_relationship_in_each_direction)],
        ["GET /organizations/{organizationId}/coaching_relationships/{relationshipId}"] = [nameof(AccessTests.Who_may_what)],
        ["GET /organizations/{organizationId}/coaching_relationships/{relationshipId}/goal_progress"] = [nameof(GoalsTests.Progress_counts_the_actions_that_serve_a_goal_and_the_sessions_that_work_on_it)],
        ["GET /organizations/{organizationId}/coaching_relationships/{relationshipId}/actions"] = [nameof(ActionListsTests.The_coach_sees_all_of_a_relationship), nameof(ActionListsTests.The_coachee_sees_their_own_and_those_of_nobody)],
        ["GET /organizations/{organizationId}/coaching_relationships/actions"] = [nameof(ActionListsTests.The_actions_of_all_relationships_come_by_coachee)],

        ["POST /organizations"] = [nameof(OrganizationsTests.An_organization_is_founded_renamed_and_deleted), nameof(OrganizationsTests.A_name_is_given_once)],
        ["PUT /organizations/{id}"] = [nameof(OrganizationsTests.An_organization_is_founded_renamed_and_deleted)],
        ["DELETE /organizations/{id}"] = [nameof(OrganizationsTests.An_organization_is_founded_renamed_and_deleted), nameof(OrganizationsTests.What_is_not_empty_is_not_deleted)],
        ["POST /organizations/{id}/archive"] = [nameof(OrganizationsTests.Archiving_keeps_its_first_date_blocks_what_is_new_and_tells_the_members)],
        ["POST /organizations/{id}/unarchive"] = [nameof(OrganizationsTests.Archiving_keeps_its_first_date_blocks_what_is_new_and_tells_the_members)],
        ["POST /organizations/{id}/announcements"] = [nameof(OrganizationsTests.Announcements_reach_an_organization_or_everybody_also_who_comes_back)],
        ["POST /admin/announcements"] = [nameof(OrganizationsTests.Announcements_reach_an_organization_or_everybody_also_who_comes_back)],
        ["GET /organizations/{organizationId}/users"] = [nameof(OrganizationsTests.A_member_is_invited_with_a_coach_and_both_of_them_learn_of_it)],
        ["POST /organizations/{organizationId}/users"] = [nameof(OrganizationsTests.A_member_is_invited_with_a_coach_and_both_of_them_learn_of_it), nameof(OrganizationsTests.An_invitation_that_cannot_be_changes_nothing_and_sends_nothing)],
        ["DELETE /organizations/{organizationId}/users/{userId}"] = [nameof(OrganizationsTests.An_account_without_work_is_deleted_with_its_sessions_streams_and_relationships), nameof(OrganizationsTests.An_account_with_work_or_other_memberships_is_kept_when_its_membership_ends)],
        ["POST /organizations/{organizationId}/users/{userId}/resend-invite"] = [nameof(AccountsTests.A_new_invitation_takes_the_place_of_the_one_before), nameof(OrganizationsTests.Who_has_set_up_their_account_is_not_invited_again)],
        ["GET /organizations/{organizationId}/users/{userId}/role"] = [nameof(OrganizationsTests.A_role_counts_from_the_next_request_on_and_is_recorded)],
        ["POST /organizations/{organizationId}/users/{userId}/role"] = [nameof(OrganizationsTests.Who_leaves_loses_access_is_told_and_finds_everything_again_on_return)],
        ["PUT /organizations/{organizationId}/users/{userId}/role"] = [nameof(OrganizationsTests.A_role_counts_from_the_next_request_on_and_is_recorded), nameof(OrganizationsTests.A_role_that_is_none_is_refused)],
        ["DELETE /organizations/{organizationId}/users/{userId}/role"] = [nameof(OrganizationsTests.Who_leaves_loses_access_is_told_and_finds_everything_again_on_return), nameof(OrganizationsTests.Somebody_always_runs_an_organization_also_when_two_resign_each_other)],

        ["POST /password-reset/request"] = [nameof(AccountsTests.Asking_for_a_reset_does_not_tell_whether_there_is_an_account)],
        ["POST /password-reset/validate"] = [nameof(AccountsTests.A_forgotten_password_is_replaced_and_every_session_ends)],
        ["POST /password-reset/complete"] = [nameof(AccountsTests.A_forgotten_password_is_replaced_and_every_session_ends), nameof(AccountsTests.A_password_has_between_12_and_128_characters)],
        ["POST /email-change/confirm"] = [nameof(AccountsTests.Another_address_counts_when_the_link_sent_to_it_is_followed_and_the_old_one_is_told)],
        ["GET /magic-link/validate"] = [nameof(AccountsTests.A_link_is_good_for_as_long_as_it_says)],
        ["POST /magic-link/complete-setup"] = [nameof(AccountsTests.Who_is_invited_chooses_a_password_with_the_link_in_the_message_and_signs_in)],

        ["GET /oauth/connections"] = [nameof(IntegrationsTests.The_answer_is_calm)],
        ["GET /oauth/connections/{provider}"] = [nameof(IntegrationsTests.The_answer_is_calm)],
        ["DELETE /oauth/connections/{provider}"] = [nameof(IntegrationsTests.The_answer_is_calm)],
        ["GET /oauth/{provider}/authorize"] = [nameof(IntegrationsTests.A_browser_comes_back_to_the_settings_page)],
        ["GET /oauth/{provider}/callback"] = [nameof(IntegrationsTests.A_browser_comes_back_to_the_settings_page)],
        ["GET /coaching_sessions/{id}/meeting_recording"] = [nameof(IntegrationsTests.The_answer_is_calm)],
        ["POST /coaching_sessions/{id}/meeting_recording"] = [nameof(IntegrationsTests.The_answer_is_calm)],
        ["DELETE /coaching_sessions/{id}/meeting_recording"] = [nameof(IntegrationsTests.The_answer_is_calm)],
        ["GET /coaching_sessions/{id}/transcriptions"] = [nameof(IntegrationsTests.The_answer_is_calm)],
        ["GET /coaching_sessions/{id}/transcriptions/{transcriptionId}/transcription_segments"] = [nameof(IntegrationsTests.The_answer_is_calm)],
        ["GET /jwt/generate_collab_token"] = [nameof(IntegrationsTests.The_answer_is_calm), nameof(IntegrationsTests.A_document_token_opens_the_document_of_one_session_for_a_day)],
        ["GET /admin/tiptap/metrics/totals"] = [nameof(AccessTests.Who_runs_what)],
        ["GET /admin/tiptap/metrics/per-org"] = [nameof(AccessTests.Who_runs_what)],
        ["GET /admin/tiptap/metrics/abandoned"] = [nameof(AccessTests.Who_runs_what)],
        ["POST /webhooks/recall_ai"] = [nameof(IntegrationsTests.The_answer_is_calm)],

        ["GET /coaching_sessions"] = [nameof(RestTests.The_span_of_days_includes_both_ends)],
        ["GET /coaching_sessions/{id}"] = [nameof(SeriesTests.The_first_read_sets_a_session_up_once_however_many_read_it)],
        ["POST /coaching_sessions"] = [nameof(RestTests.A_session_starts_when_asked_lasts_as_long_as_usual_and_has_a_document), nameof(GoalsTests.A_new_session_takes_over_what_is_in_progress)],
        ["PUT /coaching_sessions/{id}"] = [nameof(RestTests.Changing_a_session_clears_a_title_that_is_null_and_keeps_one_that_is_absent)],
        ["PATCH /coaching_sessions/{id}/title"] = [nameof(RestTests.Changing_a_session_clears_a_title_that_is_null_and_keeps_one_that_is_absent), nameof(BadInputTests.A_title_may_have_line_breaks_and_still_fits_a_frame)],
        ["POST /coaching_sessions/{id}/view"] = [nameof(UserSessionsTests.Looking_at_a_session_is_remembered_for_who_looked)],
        ["DELETE /coaching_sessions/{id}"] = [nameof(AgreementsAndNotesTests.A_session_is_deleted_with_everything_that_was_written_down_in_it), nameof(TopicsTests.A_session_goes_with_its_topics_and_those_deferred_from_it_stay)],

        ["GET /coaching_session_series"] = [nameof(SeriesTests.A_series_is_planned_with_all_its_sessions_and_both_learn_of_it_once)],
        ["GET /coaching_session_series/{id}"] = [nameof(SeriesTests.A_series_is_planned_with_all_its_sessions_and_both_learn_of_it_once)],
        ["POST /coaching_session_series"] = [nameof(SeriesTests.A_series_is_planned_with_all_its_sessions_and_both_learn_of_it_once), nameof(SeriesTests.A_rule_that_cannot_be_is_refused_and_nothing_is_saved)],
        ["PUT /coaching_session_series/{id}"] = [nameof(SeriesTests.Rescheduling_moves_what_is_to_come_and_keeps_the_past)],
        ["DELETE /coaching_session_series/{id}"] = [nameof(SeriesTests.A_deleted_series_leaves_its_past_sessions_as_one_offs)],

        ["GET /coaching_sessions/{sessionId}/topics"] = [nameof(TopicsTests.Topics_are_listed_in_the_order_in_which_they_came_up_and_both_learn_of_them)],
        ["POST /coaching_sessions/{sessionId}/topics"] = [nameof(TopicsTests.Topics_are_listed_in_the_order_in_which_they_came_up_and_both_learn_of_them)],
        ["PUT /coaching_sessions/{sessionId}/topics/{topicId}"] = [nameof(TopicsTests.A_topic_is_reworded_by_either_and_rated_by_the_coachee)],
        ["PATCH /coaching_sessions/{sessionId}/topics/reorder"] = [nameof(TopicsTests.A_new_order_names_each_topic_once)],
        ["PATCH /coaching_sessions/{sessionId}/topics/{topicId}/rating"] = [nameof(TopicsTests.A_topic_is_reworded_by_either_and_rated_by_the_coachee)],
        ["PATCH /coaching_sessions/{sessionId}/topics/{topicId}/status"] = [nameof(TopicsTests.A_deferred_topic_moves_to_the_next_session_and_can_be_taken_back), nameof(TopicsTests.Without_a_next_session_a_topic_is_held_until_one_is_arranged)],
        ["DELETE /coaching_sessions/{sessionId}/topics/{topicId}"] = [nameof(TopicsTests.A_deleted_topic_comes_back_for_who_brought_it_up_and_only_once)],
        ["POST /coaching_sessions/{sessionId}/topics/{topicId}/undo"] = [nameof(TopicsTests.A_deleted_topic_comes_back_for_who_brought_it_up_and_only_once), nameof(TopicsTests.Another_change_makes_a_deferral_final)],

        ["GET /goals"] = [nameof(GoalsTests.Goals_are_sorted_and_filtered_as_asked)],
        ["GET /goals/{id}"] = [nameof(GoalsTests.A_goal_set_in_a_session_is_linked_to_it_in_progress_and_announced_once)],
        ["POST /goals"] = [nameof(GoalsTests.A_goal_set_in_a_session_is_linked_to_it_in_progress_and_announced_once), nameof(GoalsTests.The_fourth_goal_in_progress_is_refused_with_the_three_that_are)],
        ["PUT /goals/{id}"] = [nameof(GoalsTests.The_fourth_goal_in_progress_is_refused_with_the_three_that_are)],
        ["PUT /goals/{id}/status"] = [nameof(GoalsTests.The_fourth_goal_in_progress_is_refused_with_the_three_that_are)],
        ["DELETE /goals/{id}"] = [nameof(GoalsTests.Unlinking_keeps_the_status_and_deleting_takes_the_links_and_leaves_the_actions)],
        ["GET /goals/{id}/progress"] = [nameof(GoalsTests.Progress_counts_the_actions_that_serve_a_goal_and_the_sessions_that_work_on_it)],
        ["GET /goals/{id}/sessions"] = [nameof(GoalsTests.Unlinking_keeps_the_status_and_deleting_takes_the_links_and_leaves_the_actions)],
        ["GET /coaching_sessions/goals"] = [nameof(GoalsTests.The_batch_takes_exactly_one_filter)],
        ["GET /coaching_sessions/{sessionId}/goals"] = [nameof(GoalsTests.A_new_session_takes_over_what_is_in_progress)],
        ["POST /coaching_sessions/{sessionId}/goals"] = [nameof(GoalsTests.Linking_twice_and_linking_what_is_over_or_foreign_is_refused)],
        ["DELETE /coaching_sessions/{sessionId}/goals/{goalId}"] = [nameof(GoalsTests.Unlinking_keeps_the_status_and_deleting_takes_the_links_and_leaves_the_actions)],

        ["GET /actions"] = [nameof(RestTests.Actions_are_sorted_as_asked)],
        ["GET /actions/{id}"] = [nameof(RestTests.A_create_is_201_with_its_address_and_the_envelope_says_so_too)],
        ["POST /actions"] = [nameof(RestTests.A_create_is_201_with_its_address_and_the_envelope_says_so_too)],
        ["PUT /actions/{id}"] = [nameof(RestTests.An_update_replaces_everything_but_keeps_unmentioned_assignees)],
        ["PUT /actions/{id}/status"] = [nameof(RestTests.A_status_is_set_by_body_or_query_and_dated_when_it_changes)],
        ["DELETE /actions/{id}"] = [nameof(RestTests.A_deleted_action_is_gone_and_its_session_can_be_deleted)],

        ["GET /agreements"] = [nameof(AgreementsAndNotesTests.Agreements_are_sorted_as_asked)],
        ["GET /agreements/{id}"] = [nameof(AgreementsAndNotesTests.An_agreement_comes_changes_and_goes_on_both_screens_as_the_list_shows_it)],
        ["POST /agreements"] = [nameof(AgreementsAndNotesTests.An_agreement_comes_changes_and_goes_on_both_screens_as_the_list_shows_it)],
        ["PUT /agreements/{id}"] = [nameof(AgreementsAndNotesTests.An_agreement_comes_changes_and_goes_on_both_screens_as_the_list_shows_it)],
        ["DELETE /agreements/{id}"] = [nameof(AgreementsAndNotesTests.An_agreement_comes_changes_and_goes_on_both_screens_as_the_list_shows_it)],
        ["GET /notes"] = [nameof(AgreementsAndNotesTests.Notes_take_no_other_parameter)],
        ["GET /notes/{id}"] = [nameof(AgreementsAndNotesTests.A_note_is_written_and_rewritten_and_both_learn_that_something_changed)],
        ["POST /notes"] = [nameof(AgreementsAndNotesTests.A_note_is_written_and_rewritten_and_both_learn_that_something_changed)],
        ["PUT /notes/{id}"] = [nameof(AgreementsAndNotesTests.A_note_is_written_and_rewritten_and_both_learn_that_something_changed)],
    };

    [Test]
    public void Every_route_has_its_tests() => Assert.That(TestsOf.Keys.Order(), Is.EqualTo(Routes().Order()));

    /// <summary>Routes that are open to everybody, or that end what the other rows need, have access tests of their own.</summary>
    [Test]
    public void Every_route_was_asked_by_everybody()
    {
        string[] elsewhere =
        [
            "POST /login", "DELETE /delete", "GET /health", "GET /health/ready", "GET /demo", "GET /sse", "POST /admin/force_logout/{userId}",
            "POST /password-reset/request", "POST /password-reset/validate", "POST /password-reset/complete", "POST /email-change/confirm",
            "GET /magic-link/validate", "POST /magic-link/complete-setup", "GET /oauth/{provider}/callback", "POST /webhooks/recall_ai",
            "DELETE /actions/{id}", "DELETE /agreements/{id}", "DELETE /goals/{id}", "DELETE /coaching_sessions/{id}",
            "DELETE /coaching_session_series/{id}",
        ];
        var asked = new[] { nameof(AccessTests.Who_may_what), nameof(AccessTests.Who_runs_what) }
            .SelectMany(test => typeof(AccessTests).GetMethod(test)!.GetCustomAttributes(typeof(TestCaseAttribute), false)).Cast<TestCaseAttribute>()
            .Select(row => ((string)row.Arguments[0]!).Split(' ', '?')).ToList();

        var forgotten = Routes().Except(elsewhere).Where(route => !asked.Exists(request => Matches(route.Split(' '), request)));

        Assert.That(forgotten, Is.Empty);
    }

    private static bool Matches(string[] route, string[] request) =>
        route[0] == request[0]
        && route[1].Split('/') is var pattern && request[1].Split('/') is var path && pattern.Length == path.Length
        && pattern.Zip(path).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.StartsWith('{')));

    private static IEnumerable<string> Routes() =>
        from endpoint in SharedServer.Instance.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select $"{method} /{endpoint.RoutePattern.RawText}";
}
