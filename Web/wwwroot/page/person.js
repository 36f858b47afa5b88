// @ts-check
// One person: signs in, opens the stream, sees a session and changes it.

import { connect } from '../live/live.js';
import { Api, Refused, Unreachable } from './api.js';
import { Calendar } from './calendar.js';
import { changeBehind, noteChange } from './changes.js';
import { copyOf, element, find } from './dom.js';
import { kinds } from './kinds.js';
import { List } from './list.js';
import { Log } from './log.js';
import { tries } from './tries.js';
import { sentence } from './words.js';

/** @typedef {{ email: string, first_name: string, part: string, password: string }} DemoPerson */

export class Person extends EventTarget {
  /** @type {any} who is signed in */ user = null;
  /** @type {import('../live/live.js').LiveConnection | null} */ live = null;
  /** @type {any[]} */ sessions = [];
  /** Events since the stream was opened. */
  arrived = 0;
  #countdown = 0;
  #lastEventId = '';

  /** @param {string} base '' or 'as/NAME/' @param {DemoPerson[]} demoPeople */
  constructor(base, demoPeople) {
    super();
    this.api = new Api(base);
    this.demoPeople = demoPeople;
    const root = this.root = copyOf('person');
    this.log = new Log(find(root, '.log'));
    this.calendar = new Calendar(find(root, '.calendar'), this);
    this.lists = kinds.map(kind => new List(kind, path => this.api.call('GET', path), (change, type) => this.change(change, type)));
    find(root, '.lists').append(...this.lists.map(list => list.root));
    this.api.onWaiting = () => this.#showWaiting();

    find(root, '.demo').hidden = demoPeople.length === 0;
    find(root, '.choices').append(...demoPeople.map(person => element('button', {
      onclick: () => this.attempt(() => this.signIn(person.email, person.password)),
      className: 'quiet',
    }, person.first_name, element('small', {}, person.part))));
    const form = find(root, '.sign-in');
    form.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.attempt(() => this.signIn(form.email.value, form.password.value));
    };
    find(root, '.sign-out').onclick = () => this.attempt(async () => {
      await Promise.all(this.lists.map(list => list.settle()));
      await this.api.call('DELETE', 'delete');
      this.#showSignedOut('');
    });
    find(root, '.session select').onchange = () => this.attempt(() => this.#showSession());
    const title = find(root, '.title');
    title.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.change(['PATCH', `coaching_sessions/${this.session.id}/title`, { title: title.title.value }], 'coaching_session_title_updated');
    };
    find(root, '.buttons').append(...tries.filter(each => !each.needsDemo || demoPeople.length > 0).map(each => {
      const button = element('button', { className: 'quiet', textContent: each.name, title: each.tells });
      button.onclick = () => this.attempt(() => each.run(this, button));
      return button;
    }));

    // the cookie is the browser's, not this tab's
    addEventListener('storage', event => {
      if (event.key !== this.#storageKey || !this.user) return;
      const other = event.newValue && JSON.parse(event.newValue);
      if (other?.id !== this.user.id) this.#showSomebodyElse(other);
    });
    addEventListener('pagehide', () => this.lists.forEach(list => list.settle()));
  }

  get #storageKey() { return this.api.base ? `user ${this.api.base}` : 'user'; }

  get session() { return this.sessions.find(session => session.id === find(this.root, '.session select').value); }

  /** @returns {List} */
  get agreements() { return this.lists[this.lists.length - 1]; }

  get name() { return this.user?.first_name ?? 'Nobody yet'; }

  // --- signing in and out

  /** A reload, or another tab, keeps who was signed in. */
  async restore() {
    const known = localStorage.getItem(this.#storageKey);
    if (known) await this.#showSignedIn(JSON.parse(known));
  }

  /** @param {string} email @param {string} password */
  async signIn(email, password) {
    const user = await this.api.signIn(email, password);
    localStorage.setItem(this.#storageKey, JSON.stringify(user));
    await this.#showSignedIn(user);
    find(this.root, 'h2').focus();
  }

  /** @param {any} user */
  async #showSignedIn(user) {
    this.user = user;
    this.api.owner = user.id;
    this.#showWaiting();
    this.#lastEventId = '';
    find(this.root, 'h2').textContent = `${user.first_name} ${user.last_name}`;
    find(this.root, '.signed-out').hidden = true;
    find(this.root, '.signed-in').hidden = find(this.root, '.sign-out').hidden = false;
    this.dispatchEvent(new Event('changed'));
    this.openStream();   // what is there is loaded once it is live, so that nothing falls between the two
  }

  /** @param {string} reason */
  #showSignedOut(reason) {
    localStorage.removeItem(this.#storageKey);
    clearInterval(this.#countdown);
    this.live?.close();
    this.user = this.live = null;
    this.api.owner = '';
    this.#showWaiting();
    this.sessions = [];
    find(this.root, '.session select').replaceChildren();   // whoever comes next starts at the nearest one
    this.lists.forEach(list => list.clear());
    this.log.clear();
    this.api.isCut = false;
    this.#light(reason ? 'signed out' : '', 'lost');
    find(this.root, 'h2').textContent = 'Nobody yet';
    find(this.root, '.error').textContent = reason;
    find(this.root, '.signed-in').hidden = find(this.root, '.sign-out').hidden = true;
    find(this.root, '.calendar').open = false;   // the next person has another one
    find(this.root, '.signed-out').hidden = false;
    this.dispatchEvent(new Event('changed'));
    find(this.root, 'h2').focus();
  }

  /** @param {any} other */
  #showSomebodyElse(other) {
    this.#showSignedOut(`${other ? `${other.first_name} ${other.last_name}` : 'Somebody else'} has signed in in another tab of this `
      + 'browser. Sign in again to go on here.');
  }

  async #isStillMe() {
    const { user } = this;
    try {
      if (user) await this.api.call('GET', `users/${user.id}`);
    } catch (error) {
      return !(error instanceof Refused && error.status === 403);   // 403: the cookie belongs to another account
    }
    return true;
  }

  // --- the live stream

  openStream() {
    this.live?.close();
    const live = this.live = connect(`${this.api.base}sse`, { lastEventId: this.#lastEventId });
    live.on('*', (_, event) => this.#receive(event));
    live.onState(state => this.live === live && this.#showState(state));
  }

  /** Leaves, as a browser does that loses its network. */
  cutStream() {
    this.#lastEventId = this.live?.lastEventId ?? '';
    this.live?.close();
    this.live = null;
    clearInterval(this.#countdown);
    this.#light('cut off', 'lost');
  }

  /** @param {import('../live/live.js').LiveState} state */
  async #showState(state) {
    clearInterval(this.#countdown);
    if (state.name === 'live') {
      this.#light('live', 'live', this.live?.isHolder ? 'The stream is this tab’s.' : 'Another tab has the stream and passes on what arrives.');
      if (!await this.#isStillMe()) this.#showSomebodyElse(null);
      else this.attempt(() => this.sessions.length === 0 && this.loadSessions()).then(() => this.attempt(() => this.api.sendWaiting()));
    } else if (state.name === 'reconnecting') {
      const show = () => this.#light(`back in ${Math.max(0, Math.ceil((state.at - Date.now()) / 1000))} s`, 'lost');
      show();
      this.#countdown = setInterval(show, 500);
    } else if (state.name === 'signed_out') {
      this.#showSignedOut(state.reason);
    } else if (state.name === 'connecting') {
      this.#light('connecting', '');
    }
  }

  /** @param {string} text @param {string} kind @param {string} [title] */
  #light(text, kind, title = '') {
    Object.assign(find(this.root, '.light'), { textContent: text, className: `light ${kind}`, title });
  }

  /** @param {import('../live/live.js').LiveEvent} event */
  #receive(event) {
    this.arrived++;
    /** @type {any} */ const data = event.data;
    const change = changeBehind(event.type, this.api.base);   // each person sees a change once
    const who = change?.who ?? this.#authorOf(data) ?? 'Somebody';
    this.log.add(sentence(event.type, data, who), { type: event.type, id: event.id, data }, change?.milliseconds ?? null);
    this.dispatchEvent(new Event('event'));
    if (event.type === 'stream_reset') {
      this.attempt(async () => {
        await this.loadSessions();
        await Promise.all(this.lists.map(list => list.refresh()));
      });
      return;
    }
    if (event.type.startsWith('coaching_session_') && !event.type.includes('_goal_')) this.#loadSessionsSoon();
    for (const list of this.lists) {
      if (list.receive(event.type, data) && change) list.badge(`${who}, ${change.milliseconds} ms`);
    }
  }

  /** Of what was created, its author is known; of other changes only those made on this page are. @param {any} data */
  #authorOf(data) {
    const made = data.action ?? data.goal ?? data.agreement;
    if (!made || made.created_at !== made.updated_at) return null;
    return this.sessions.find(session => session.coaching_relationship_id)?.people[made.user_id] ?? null;
  }

  // --- the session

  #isLoading = false;
  #isStale = false;

  /** Many events in a row are few reloads. */
  async #loadSessionsSoon() {
    this.#isStale = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    while (this.#isStale) {
      this.#isStale = false;
      await this.attempt(() => this.loadSessions());
      await new Promise(resolve => setTimeout(resolve, 300));
    }
    this.#isLoading = false;
  }

  async loadSessions() {
    const user = this.user;
    if (!user) return;
    const relationships = await this.api.call('GET', `users/${user.id}/coaching-relationships`);
    const lists = await Promise.all(relationships.map(async (/** @type {any} */ relationship) => {
      const query = new URLSearchParams({
        coaching_relationship_id: relationship.id, from_date: '2000-01-01', to_date: '2100-01-01', sort_by: 'date', sort_order: 'asc',
      });
      const people = { [relationship.coach_id]: relationship.coach_first_name, [relationship.coachee_id]: relationship.coachee_first_name };
      const other = people[relationship.coach_id === user.id ? relationship.coachee_id : relationship.coach_id];
      const sessions = await this.api.call('GET', `coaching_sessions?${query}`);
      return sessions.map((/** @type {any} */ session) => (
        { ...session, people, other, organization_id: relationship.organization_id, start: new Date(`${session.date}Z`) }));
    }));
    if (this.user !== user) return;
    const select = find(this.root, '.session select');
    const chosen = select.value;
    this.sessions = lists.flat();
    select.replaceChildren(...this.sessions.map(session => new Option(
      `${session.start.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })} with ${session.other}`
      + (session.title ? `: ${session.title}` : ''), session.id)));
    const isThere = this.sessions.some(session => session.id === chosen);
    // of one relationship, so that its two people meet in the same session whatever others they have, at every hour
    const shown = isThere ? chosen : nearestOf(lists.find(list => list.length > 0) ?? [])?.id;
    find(this.root, '.work').hidden = !shown;
    find(this.root, '.no-session').hidden = !!shown;
    if (!shown) return;
    select.value = shown;
    const title = find(this.root, '.title').title;
    if (document.activeElement !== title) title.value = this.session.title ?? '';
    if (!isThere) await this.#showSession();
  }

  async #showSession() {
    find(this.root, '.title').title.value = this.session.title ?? '';
    await Promise.all(this.lists.map(list => list.show(this.session)));
  }

  // --- changing something

  /**
   * @param {[method: string, path: string, body?: unknown]} change
   * @param {string} eventType by which it will come back
   * @returns {Promise<any>} its answer; nothing while it waits for the server, and false when it was refused
   */
  async change(change, eventType) {
    find(this.root, '.error').textContent = '';
    noteChange(this.name, eventType);
    try {
      return await this.api.send(change);
    } catch (error) {
      this.#showError(error);
      return false;
    }
  }

  /** Does something and shows why it failed, if it does. @param {() => unknown} work */
  async attempt(work) {
    find(this.root, '.error').textContent = '';
    try {
      await work();
    } catch (error) {
      this.#showError(error);
    }
  }

  /** @param {unknown} error */
  #showError(error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    if (error instanceof Refused && error.status === 401 && this.user) this.#showSignedOut('Your session has ended. Sign in again.');
    else find(this.root, '.error').textContent = error.message;
  }

  #showWaiting() {
    const waiting = this.api.waiting.length;
    const line = find(this.root, '.waiting');
    line.hidden = waiting === 0;
    line.textContent = waiting === 1 ? 'One change is kept here until the server can be reached.'
      : `${waiting} changes are kept here until the server can be reached.`;
  }
}

/** @param {any[]} sessions */
function nearestOf(sessions) {
  const distance = (/** @type {any} */ session) => Math.abs(session.start - Date.now());
  return sessions.toSorted((a, b) => distance(a) - distance(b))[0];
}
