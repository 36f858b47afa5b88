// @ts-check
// What an event says, in plain words.

export const itemStatuses = {
  NotStarted: 'Not started', InProgress: 'In progress', Completed: 'Completed', OnHold: 'On hold', WontDo: 'Won’t do',
};

export const topicStatuses = { Open: 'Open', Discussed: 'Discussed', Deferred: 'Deferred' };

/** @param {string | null} text */
const quoted = text => `“${text || '(no text)'}”`;

/** @param {string} status @param {string} what */
const changed = (status, what) => status === 'Completed' ? `completed ${what}` : `changed ${what} (${statusText(status)})`;

/** @param {string} status */
const statusText = status => (/** @type {Record<string, string>} */ (itemStatuses))[status]?.toLowerCase() ?? status;

/** @type {Record<string, (data: any) => string>} */
const doings = {
  action_created: ({ action }) => `wrote down the action ${quoted(action.body)}`,
  action_updated: ({ action }) => changed(action.status, `the action ${quoted(action.body)}`),
  action_deleted: () => 'deleted an action',
  agreement_created: ({ agreement }) => `wrote down the agreement ${quoted(agreement.body)}`,
  agreement_updated: ({ agreement }) => `reworded the agreement ${quoted(agreement.body)}`,
  agreement_deleted: () => 'deleted an agreement',
  goal_created: ({ goal }) => `set the goal ${quoted(goal.title)}`,
  goal_updated: ({ goal }) => changed(goal.status, `the goal ${quoted(goal.title)}`),
  goal_deleted: () => 'deleted a goal',
  coaching_session_goal_created: () => 'took a goal into a session',
  coaching_session_goal_deleted: () => 'took a goal out of a session',
  coaching_session_created: () => 'arranged a session',
  coaching_session_updated: () => 'changed a session',
  coaching_session_deleted: () => 'deleted a session',
  coaching_session_series_changed: () => 'changed a series of sessions',
  coaching_session_title_updated: () => 'renamed a session',
  topics_changed: () => 'changed the topics',
  notes_changed: () => 'changed the notes',
  membership_changed: () => 'changed who belongs to the organization',
  organization_changed: () => 'changed the organization',
};

/** @type {Record<string, (data: any) => string>} */
const sayings = {
  announcement: ({ message }) => `Announcement: ${message}`,
  force_logout: ({ reason }) => `Signed out: ${reason}`,
  stream_reset: ({ reason }) => `Loaded everything anew: ${reason}`,
};

/**
 * @param {string} type @param {any} data
 * @param {string} who first name
 */
export const sentence = (type, data, who) => sayings[type]?.(data) ?? `${who} ${doings[type]?.(data) ?? `sent ${type}`}`;
