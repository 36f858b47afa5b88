// @ts-check
// One list of a session: shows it, changes it, and keeps what somebody is typing or looking at while events arrive.

import { copyOf, element, find } from './dom.js';

/** @typedef {import('./kinds.js').Kind} Kind */
/** @typedef {import('./kinds.js').Item} Item */
/** @typedef {import('./kinds.js').Session} Session */
/** @typedef {import('./kinds.js').Change} Change */

const undoMilliseconds = 8_000;
const badgeMilliseconds = 8_000;

export class List {
  /** @type {Session | null} */ session = null;
  /** @type {Map<string, { item: Item, row: HTMLElement }>} */ #rows = new Map();
  /** @type {Map<string, number>} timers of deletions that can still be taken back */ #leaving = new Map();
  /** @type {Promise<void> | null} */ #loading = null;
  #isStale = false;
  #badgeTimer = 0;

  /**
   * @param {Kind} kind
   * @param {(path: string) => Promise<any>} load
   * @param {(change: Change, eventType: string) => Promise<any>} send
   */
  constructor(kind, load, send) {
    this.kind = kind;
    this.load = load;
    this.send = send;
    this.root = copyOf('list');
    find(this.root, 'h3').textContent = kind.title;
    this.items = find(this.root, 'ul');
    const form = find(this.root, '.add');
    form.text.placeholder = kind.hint;
    form.text.ariaLabel = `New under ${kind.title.toLowerCase()}`;
    find(form, 'button').ariaLabel = `Add to ${kind.title.toLowerCase()}`;
    form.onsubmit = async (/** @type {Event} */ event) => {
      event.preventDefault();
      const text = form.text.value;
      form.text.value = '';   // kept by whoever sends it
      if (this.session && await this.send(this.kind.create(this.session, text), kind.events.created) === false)
        form.text.value ||= text;
    };
  }

  /** @returns {Item | undefined} */
  get first() { return this.#rows.values().next().value?.item; }

  /** @param {Item} item @param {string} text */
  async reword(item, text) {
    if (this.session) await this.send(this.kind.reword(this.session, item, text), this.kind.events.updated);
  }

  /** @param {Session} session */
  async show(session) {
    if (this.session?.id !== session.id) {
      this.settle();
      this.clear();
    }
    this.session = session;
    await this.refresh();
  }

  clear() {
    this.session = null;
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
    this.#rows.clear();
    this.items.replaceChildren();
  }

  /** Loads the list again; whatever arrives meanwhile makes that happen once more. */
  refresh() {
    this.#isStale = true;
    return this.#loading ??= this.#load().finally(() => { this.#loading = null; });
  }

  async #load() {
    while (this.#isStale && this.session) {
      this.#isStale = false;
      const { session } = this;
      /** @type {Item[]} */ const loaded = await this.load(this.kind.list(session));
      if (this.session === session) this.#fill(loaded);
    }
  }

  /** @param {Item[]} loaded */
  #fill(loaded) {
    const ids = new Set(loaded.map(item => item.id));
    for (const id of [...this.#rows.keys()].filter(id => !ids.has(id))) this.#drop(id);
    loaded.forEach(item => this.#put(item));
    const wanted = loaded.map(item => this.#rows.get(item.id)?.row);
    if (wanted.some((row, place) => this.items.children[place] !== row)) {
      const focused = /** @type {HTMLElement} */ (document.activeElement);
      this.items.replaceChildren(...wanted.filter(row => row !== undefined));
      if (this.items.contains(focused)) focused.focus();
    }
  }

  /**
   * @param {string} type @param {any} data
   * @returns {boolean} whether the event concerned this list
   */
  receive(type, data) {
    const { events, member } = this.kind;
    if (!Object.values(events).includes(type) && !(member === 'goal' && type.startsWith('coaching_session_goal_'))) return false;
    if (data.coaching_session_id && data.coaching_session_id !== this.session?.id) return false;
    this.#isStale = true;   // for a load that has begun before
    const item = member && data[member];
    if (type === events.deleted && member) this.#drop(data[`${member}_id`]);
    else if (item && (this.#rows.has(item.id) || member !== 'goal')) this.#put(item, true);
    else this.refresh().catch(() => {});   // the next event or the next state tells
    return true;
  }

  /** @param {string} text whose change it was, and how long it took */
  badge(text) {
    const badge = find(this.root, '.badge');
    badge.textContent = text;
    badge.hidden = false;
    clearTimeout(this.#badgeTimer);
    this.#badgeTimer = setTimeout(() => { badge.hidden = true; }, badgeMilliseconds);
  }

  /** Deletions that can still be taken back are done now: the session, the person or the page goes. */
  settle() { return Promise.all([...this.#leaving.keys()].map(id => this.#remove(id))); }

  /** @param {Item} item @param {boolean} [flash] */
  #put(item, flash = false) {
    const known = this.#rows.get(item.id);
    const row = known?.row ?? this.#newRow(item.id);
    if (known && JSON.stringify(known.item) === JSON.stringify(item)) return;
    this.#rows.set(item.id, { item, row });
    const text = this.kind.text(item) || '(no text)';
    find(row, '.text').textContent = text;
    row.classList.toggle('done', item.status === 'Completed' || item.status === 'Discussed');
    find(row, '.change').ariaLabel = `Edit “${text}”`;
    find(row, '.delete').ariaLabel = `Delete “${text}”`;
    const select = find(row, '.status select');
    select.ariaLabel = `Status of “${text}”`;
    if (document.activeElement !== select) select.value = item.status;
    this.#offerStatus(row);
    if (flash) {
      row.classList.remove('arrived');
      requestAnimationFrame(() => row.classList.add('arrived'));
    }
  }

  /** @param {string} id */
  #newRow(id) {
    const row = copyOf('item');
    const { statuses } = this.kind;
    const status = find(row, '.status');
    status.hidden = !statuses;
    status.status.append(...Object.entries(statuses ?? {}).map(([value, name]) => new Option(name, value)));
    status.status.onchange = () => this.#offerStatus(row);
    status.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const { session, kind } = this;
      find(row, '.status button').hidden = true;
      status.status.focus();
      if (session && kind.setStatus) this.send(kind.setStatus(session, this.#itemOf(id), status.status.value), kind.events.updated);
    };
    const edit = find(row, '.edit');
    find(row, '.change').onclick = () => {
      edit.text.value = this.kind.text(this.#itemOf(id)) ?? '';
      edit.text.ariaLabel = find(row, '.change').ariaLabel;
      this.#toggleEdit(row, true);
      edit.text.select();
    };
    edit.onkeydown = (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape') this.#toggleEdit(row, false); };
    edit.onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#toggleEdit(row, false);
      this.reword(this.#itemOf(id), edit.text.value);
    };
    find(row, '.delete').onclick = () => this.#leave(id);
    this.items.append(row);
    return row;
  }

  /** @param {string} id @returns {Item} */
  #itemOf(id) { return this.#rows.get(id)?.item ?? { id }; }

  /** A choice counts when it is confirmed: arrow keys pass by others. @param {HTMLElement} row */
  #offerStatus(row) {
    const item = [...this.#rows.values()].find(each => each.row === row)?.item;
    find(row, '.status button').hidden = !item || find(row, '.status select').value === item.status;
  }

  /** @param {HTMLElement} row @param {boolean} isEditing */
  #toggleEdit(row, isEditing) {
    find(row, '.edit').hidden = !isEditing;
    find(row, '.text').hidden = find(row, '.controls').hidden = isEditing;
    if (!isEditing) find(row, '.change').focus();
  }

  /** @param {string} id */
  #leave(id) {
    const row = this.#rows.get(id)?.row;
    if (!row) return;
    const undo = element('button', { className: 'undo quiet', textContent: 'Undo' });
    const notice = element('span', { className: 'notice' }, `Deleted “${find(row, '.text').textContent}”. `, undo);
    row.append(notice);
    row.classList.add('leaving');
    undo.focus();
    undo.onclick = () => {
      clearTimeout(this.#leaving.get(id));
      this.#leaving.delete(id);
      notice.remove();
      row.classList.remove('leaving');
      find(row, '.delete').focus();
    };
    this.#leaving.set(id, setTimeout(() => this.#remove(id), undoMilliseconds));
  }

  /** @param {string} id */
  async #remove(id) {
    const { session } = this;
    const item = this.#itemOf(id);
    this.#drop(id);
    if (session && await this.send(this.kind.remove(session, item), this.kind.events.deleted) === false) this.refresh().catch(() => {});
  }

  /** @param {string} id */
  #drop(id) {
    clearTimeout(this.#leaving.get(id));
    this.#leaving.delete(id);
    const row = this.#rows.get(id)?.row;
    if (row?.contains(document.activeElement)) find(this.root, '.add input').focus();
    row?.remove();
    this.#rows.delete(id);
  }
}
