// @ts-check
// What is written down in a session: where it is loaded from, how it is changed, and by which events it arrives.

import { itemStatuses, topicStatuses } from './words.js';

/** @typedef {{ id: string, coaching_relationship_id: string }} Session */
/** @typedef {{ id: string, status?: string, [member: string]: any }} Item */
/** @typedef {[method: string, path: string, body?: unknown]} Change */
/**
 * @typedef {object} Kind
 * @property {string} title
 * @property {string} hint in the empty field
 * @property {(session: Session) => string} list
 * @property {(item: Item) => string} text
 * @property {Record<string, string>} [statuses]
 * @property {(session: Session, text: string) => Change} create
 * @property {(session: Session, item: Item, text: string) => Change} reword
 * @property {(session: Session, item: Item, status: string) => Change} [setStatus]
 * @property {(session: Session, item: Item) => Change} remove
 * @property {{ created: string, updated: string, deleted: string }} events
 * @property {string} [member] of the event's data that is the item as it is now; without, the list is loaded again
 */

/** @param {string} name */
const eventsOf = name => ({ created: `${name}_created`, updated: `${name}_updated`, deleted: `${name}_deleted` });
const topics = { created: 'topics_changed', updated: 'topics_changed', deleted: 'topics_changed' };

/** @type {Kind[]} */
export const kinds = [
  {
    title: 'Topics',
    hint: 'What to talk about?',
    list: session => `coaching_sessions/${session.id}/topics`,
    text: topic => topic.body,
    statuses: topicStatuses,
    create: (session, body) => ['POST', `coaching_sessions/${session.id}/topics`, { body }],
    reword: (session, topic, body) => ['PUT', `coaching_sessions/${session.id}/topics/${topic.id}`, { body }],
    setStatus: (session, topic, status) => ['PATCH', `coaching_sessions/${session.id}/topics/${topic.id}/status`, { status }],
    remove: (session, topic) => ['DELETE', `coaching_sessions/${session.id}/topics/${topic.id}`],
    events: topics,
  },
  {
    title: 'Goals',
    hint: 'What to work towards?',
    list: session => `coaching_sessions/${session.id}/goals`,
    text: goal => goal.title,
    statuses: itemStatuses,
    create: (session, title) => ['POST', 'goals', {
      coaching_relationship_id: session.coaching_relationship_id, created_in_session_id: session.id, title, body: '', status: 'InProgress',
    }],
    reword: (session, goal, title) => ['PUT', `goals/${goal.id}`, {
      coaching_relationship_id: session.coaching_relationship_id, title, body: goal.body, status: goal.status, target_date: goal.target_date,
    }],
    setStatus: (_, goal, status) => ['PUT', `goals/${goal.id}/status`, { status }],
    remove: (_, goal) => ['DELETE', `goals/${goal.id}`],
    events: eventsOf('goal'),
    member: 'goal',
  },
  {
    title: 'Actions',
    hint: 'What is to be done?',
    list: session => `actions?coaching_session_id=${session.id}&sort_by=created_at`,
    text: action => action.body,
    statuses: itemStatuses,
    create: (session, body) => ['POST', 'actions', { coaching_session_id: session.id, body, status: 'NotStarted' }],
    reword: (session, action, body) => ['PUT', `actions/${action.id}`, {
      coaching_session_id: session.id, body, status: action.status, due_by: action.due_by, goal_id: action.goal_id,
    }],
    setStatus: (_, action, status) => ['PUT', `actions/${action.id}/status`, { status }],
    remove: (_, action) => ['DELETE', `actions/${action.id}`],
    events: eventsOf('action'),
    member: 'action',
  },
  {
    title: 'Agreements',
    hint: 'What have you settled on?',
    list: session => `agreements?coaching_session_id=${session.id}&sort_by=created_at`,
    text: agreement => agreement.body,
    create: (session, body) => ['POST', 'agreements', { coaching_session_id: session.id, body }],
    reword: (session, agreement, body) => ['PUT', `agreements/${agreement.id}`, { coaching_session_id: session.id, body }],
    remove: (_, agreement) => ['DELETE', `agreements/${agreement.id}`],
    events: eventsOf('agreement'),
    member: 'agreement',
  },
];
