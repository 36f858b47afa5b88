// @ts-check

/**
 * The live channel of the Coaching Platform for web pages: typed events, and one connection for all tabs of a browser.
 *
 *     import { connect } from './live/live.js';
 *     const live = connect('/sse');
 *     live.on('action_updated', ({ action }) => show(action));
 *     live.on('stream_reset', () => loadEverythingAgain());
 *     live.onState(state => { if (state.name === 'signed_out') location.href = '/sign-in'; });
 *
 * One tab holds the connection (a Web Lock says which) and passes on what arrives; when it closes, another takes over where it
 * stood. Nothing is lost or seen twice on the way. Where a page has no Web Locks, because it is served over plain HTTP from another
 * host, every tab has a connection of its own.
 *
 * @module
 */

/** @typedef {import('./events.js').LiveEvents} LiveEvents */

/**
 * An event as it arrived.
 * @template {keyof LiveEvents} [T=keyof LiveEvents]
 * @typedef {object} LiveEvent
 * @property {T} type
 * @property {LiveEvents[T]} data
 * @property {string} id where the stream stands after it; opaque, and empty for what the server says to this stream alone
 */

/**
 * How the connection is.
 * `reconnecting`: it is gone, and tried again at `at` (milliseconds since 1970). What happens meanwhile arrives afterwards.
 * `signed_out`: the login session has ended, `reason` says why; sign in and call `connect` again.
 * @typedef {{ name: 'connecting' } | { name: 'live' } | { name: 'reconnecting', at: number }
 *   | { name: 'signed_out', reason: string } | { name: 'closed' }} LiveState
 */

/**
 * @typedef {object} LiveOptions
 * @property {string} [lastEventId] go on after this event instead of now; `lastEventId` of an earlier connection
 * @property {boolean} [shared] false: a connection of this tab's own. Default: true
 * @property {number} [silence] after so many milliseconds without a sign of life (the server gives one every 15 s) a connection
 *   counts as lost. Default: 45,000
 */

/** What the tabs of a browser say to each other.
 * @typedef {{ kind: 'hello', from: string, lastEventId: string }
 *   | { kind: 'welcome', to: string, state: LiveState, lastEventId: string, missed: LiveEvent[] | null }
 *   | { kind: 'event', event: LiveEvent }
 *   | { kind: 'state', state: LiveState, lastEventId: string }
 *   | { kind: 'alive' }} TabMessage */

const firstRetry = 1_000;
const longestRetry = 30_000;
const quickAttempts = 5;   // a restart takes seconds
const openingMilliseconds = 200;
const farewellMilliseconds = 500;
const remembered = 500;

/**
 * Opens the caller's stream, with the cookie of the browser.
 * @param {string | URL} url of `GET /sse`, relative to the page
 * @param {LiveOptions} [options]
 */
export function connect(url = 'sse', options = {}) {
  return new LiveConnection(new URL(url, document.baseURI).href, options);
}

export class LiveConnection {
  /** @type {string} */ #url;
  /** @type {number} */ #silence;
  /** @type {Map<string, Set<(data: any, event: LiveEvent) => void>>} */ #handlers = new Map();
  /** @type {Set<(state: LiveState) => void>} */ #stateHandlers = new Set();
  /** @type {LiveState} */ #state = { name: 'connecting' };
  /** @type {string} */ #lastEventId;
  /** @type {LiveEvent[]} the newest events, for tabs that come and for telling repeated ones */ #recent = [];
  #left = new AbortController();
  #tab = crypto.getRandomValues(new Uint32Array(2)).join('-');
  /** @type {BroadcastChannel | null} */ #tabs = null;
  /** @type {AbortController | null} there while this tab holds the connection */ #holding = null;
  #heardAt = Date.now();
  /** @type {() => void} ends a wait for the next attempt */ #hurry = () => {};

  /** @param {string} url @param {LiveOptions} options */
  constructor(url, { lastEventId = '', shared = true, silence = 45_000 }) {
    this.#url = url;
    this.#lastEventId = lastEventId;
    this.#silence = silence;
    const { signal } = this.#left;
    addEventListener('online', this.#wake, { signal });
    document.addEventListener('visibilitychange', this.#wake, { signal });
    if (!shared || !navigator.locks) {
      this.#hold();
      return;
    }
    this.#tabs = new BroadcastChannel(`live ${url}`);
    this.#tabs.onmessage = ({ data }) => this.#hear(data);
    this.#tell({ kind: 'hello', from: this.#tab, lastEventId });
    this.#compete();
    const watch = setInterval(() => this.#takeOverFromTheSilent(), silence / 4);
    signal.addEventListener('abort', () => clearInterval(watch));
  }

  /** How the connection is now. */
  get state() { return this.#state; }

  /** Where this tab stands: the id of the last event it got. */
  get lastEventId() { return this.#lastEventId; }

  /** Whether the connection is this tab's; false: another tab passes on what arrives. */
  get isHolder() { return this.#holding !== null; }

  /**
   * Calls the handler with the data of every event of this type, `'*'`: of any type.
   * @template {keyof LiveEvents} T
   * @overload
   * @param {T} type
   * @param {(data: LiveEvents[T], event: LiveEvent<T>) => void} handler
   * @returns {() => void} takes the handler away again
   */
  /**
   * @overload
   * @param {'*'} type
   * @param {(data: unknown, event: LiveEvent) => void} handler
   * @returns {() => void}
   */
  /**
   * @param {string} type
   * @param {(data: any, event: any) => void} handler
   */
  on(type, handler) {
    const handlers = this.#handlers.get(type) ?? new Set();
    this.#handlers.set(type, handlers.add(handler));
    return () => { handlers.delete(handler); };
  }

  /**
   * Calls the handler with the state now, and whenever it changes.
   * @param {(state: LiveState) => void} handler
   * @returns {() => void} takes the handler away again
   */
  onState(handler) {
    this.#stateHandlers.add(handler);
    handler(this.#state);
    return () => { this.#stateHandlers.delete(handler); };
  }

  /** Tries again now instead of at the time the state names. */
  reconnect() { this.#hurry(); }

  /** Leaves; another tab takes over if this one held the connection. */
  close() { this.#setState({ name: 'closed' }); }

  // --- who holds the connection

  async #compete(steal = false) {
    const options = steal ? { steal } : { signal: this.#left.signal };
    try {
      await navigator.locks.request(`live ${this.#url}`, options, () => this.#hold());
    } catch {
      this.#holding?.abort();   // another tab has taken the lock, because this one slept
      this.#holding = null;
      // whoever took it has an ordinary request waiting from before
      if (!steal && !this.#left.signal.aborted) this.#compete();
    }
  }

  /** A phone puts a page to sleep without taking its lock: whoever is looked at takes over. */
  #takeOverFromTheSilent() {
    if (this.isHolder || document.hidden || Date.now() - this.#heardAt < this.#silence) return;
    this.#heardAt = Date.now();
    this.#compete(true);
  }

  #wake = () => {
    if (document.hidden) return;
    this.#hurry();
    // a tab that slept may have missed what the others were told
    if (!this.isHolder) this.#tell({ kind: 'hello', from: this.#tab, lastEventId: this.#lastEventId });
  };

  /** @param {TabMessage} message */
  #tell(message) { this.#tabs?.postMessage(message); }

  /** @param {TabMessage} message */
  #hear(message) {
    if (message.kind === 'hello') {
      if (this.isHolder) this.#welcome(message);
      return;
    }
    this.#heardAt = Date.now();
    if (message.kind === 'event') {
      this.#deliver(message.event);   // also from the holder before this one
    } else if (this.isHolder || message.kind === 'alive') {
      return;
    } else if (message.kind === 'state') {
      this.#setState(message.state);
      this.#lastEventId ||= message.lastEventId;
    } else if (message.to === this.#tab) {
      if (message.missed) message.missed.forEach(event => this.#deliver(event));
      else this.#deliver({ type: 'stream_reset', data: { reason: 'Some changes may be missing. Load everything again.' }, id: '' });
      this.#lastEventId = message.lastEventId;
      this.#setState(message.state);
    }
  }

  /** @param {{ from: string, lastEventId: string }} newcomer */
  #welcome({ from, lastEventId }) {
    const place = this.#recent.findLastIndex(event => event.id === lastEventId);
    const isUpToDate = lastEventId === '' || lastEventId === this.#lastEventId;
    const missed = isUpToDate ? [] : place >= 0 ? this.#recent.slice(place + 1) : null;
    this.#tell({ kind: 'welcome', to: from, state: this.#state, lastEventId: this.#lastEventId, missed });
  }

  // --- the connection

  /** Keeps the connection until this tab leaves or the session ends. */
  async #hold() {
    const holding = this.#holding = new AbortController();
    const { signal } = holding;
    this.#left.signal.addEventListener('abort', () => holding.abort(), { signal });
    let retry = firstRetry;
    let failures = 0;
    while (!signal.aborted) {
      this.#announce({ name: 'connecting' });
      try {
        await this.#read(signal, given => { retry = given; }, () => { failures = 0; });
      } catch (error) {
        if (error instanceof SignedOut) this.#announce({ name: 'signed_out', reason: error.message });
      }
      if (signal.aborted) break;
      const slower = Math.max(0, ++failures - quickAttempts);
      const wait = Math.min(retry * 2 ** slower, longestRetry) * (0.75 + Math.random() / 2);
      this.#announce({ name: 'reconnecting', at: Date.now() + wait });
      await new Promise(resolve => {
        const timer = setTimeout(resolve, wait);
        this.#hurry = () => { clearTimeout(timer); resolve(undefined); };
        signal.addEventListener('abort', this.#hurry, { once: true });
      });
    }
    // the others learn the reason first; whoever took over at once would only find nobody signed in
    if (this.#state.name === 'signed_out') await new Promise(resolve => setTimeout(resolve, farewellMilliseconds));
  }

  /**
   * Reads one response to its end.
   * @param {AbortSignal} signal @param {(retry: number) => void} onRetry @param {() => void} onLive
   */
  async #read(signal, onRetry, onLive) {
    const silent = new AbortController();
    let timer = setTimeout(() => silent.abort(), this.#silence);
    // a server that cannot serve streams now says when to come back, and ends; one that can goes on
    /** @type {ReturnType<typeof setTimeout> | undefined} */ let opening;
    const isLive = () => {
      if (this.#state.name === 'live') return;
      onLive();
      this.#announce({ name: 'live' });
    };
    const isAlive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), this.#silence);
      this.#tell({ kind: 'alive' });
    };
    try {
      /** @type {Record<string, string>} */
      const headers = { Accept: 'text/event-stream' };
      if (this.#lastEventId) headers['Last-Event-ID'] = this.#lastEventId;
      const response = await fetch(this.#url, {
        headers, credentials: 'include', cache: 'no-store', signal: AbortSignal.any([signal, silent.signal]),
      });
      if (response.status === 401) throw new SignedOut((await response.json().catch(() => ({}))).message ?? 'The session has ended.');
      if (!response.ok || !response.body) return;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        isAlive();
        const blocks = (text + part.value).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const { retry, id, data } = fieldsOf(block);
          if (retry) onRetry(Number(retry));
          if (data) this.#receive({ ...JSON.parse(data), id: id ?? '' });
          else if (id) this.#lastEventId = id;
          if (id) isLive();
          else opening ??= setTimeout(isLive, openingMilliseconds);
        }
      }
    } finally {
      clearTimeout(timer);
      clearTimeout(opening);
    }
  }

  /** @param {LiveEvent} event */
  #receive(event) {
    this.#deliver(event);
    this.#tell({ kind: 'event', event });
    if (event.type === 'force_logout') throw new SignedOut(/** @type {LiveEvents['force_logout']} */ (event.data).reason);
  }

  // --- what the page sees

  /** @param {LiveEvent} event */
  #deliver(event) {
    if (event.id) {
      if (this.#recent.some(each => each.id === event.id)) return;   // the tab before had passed it on
      this.#lastEventId = event.id;
      this.#recent.push(event);
      if (this.#recent.length > remembered) this.#recent.shift();
    }
    for (const handler of [...this.#handlers.get(event.type) ?? [], ...this.#handlers.get('*') ?? []]) {
      try {
        handler(event.data, event);
      } catch (error) {
        reportError(error);   // the next handler gets it all the same
      }
    }
  }

  /** @param {LiveState} state */
  #announce(state) {
    this.#tell({ kind: 'state', state, lastEventId: this.#lastEventId });
    this.#setState(state);
  }

  /** @param {LiveState} state */
  #setState(state) {
    if (this.#left.signal.aborted || (state.name === this.#state.name && state.name !== 'reconnecting')) return;
    this.#state = state;
    for (const handler of this.#stateHandlers) handler(state);
    if (state.name === 'signed_out' || state.name === 'closed') this.#leave();
  }

  #leave() {
    this.#left.abort();
    this.#holding = null;
    this.#tabs?.close();
    this.#tabs = null;
  }
}

class SignedOut extends Error {}

/**
 * The fields of one block of a stream; comments are left out.
 * @param {string} block
 * @returns {Record<string, string | undefined>}
 */
function fieldsOf(block) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, '');
  }
  return fields;
}
