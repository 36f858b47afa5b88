// @ts-check
// Requests of one person, and what waits until the server can be reached again.

/** The server did not answer. */
export class Unreachable extends Error {
  constructor() { super('The server cannot be reached.'); }
}

/** The server refused, and said why. */
export class Refused extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Api {
  /** @param {string} base of the person: '' or 'as/NAME/' */
  constructor(base) { this.base = base; }

  /** As if the cable had been pulled out. */
  isCut = false;

  /** @type {(() => void)} */
  onWaiting = () => {};

  /**
   * @param {string} method @param {string} path
   * @param {unknown} [body] @returns {Promise<any>} the answer's data
   */
  async call(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = { 'x-version': '1.0.0-beta1' };
    if (body !== undefined && !(body instanceof URLSearchParams)) headers['content-type'] = 'application/json';
    if (this.isCut) throw new Unreachable();
    const answer = await fetch(this.base + path, {
      keepalive: method === 'DELETE',   // what was deleted last is also deleted when the page goes
      method, headers, body: body instanceof URLSearchParams ? body : body === undefined ? undefined : JSON.stringify(body),
    }).catch(() => { throw new Unreachable(); });
    // what is not JSON comes from a proxy in front of a server that is away
    const json = await answer.json().catch(() => { throw new Unreachable(); });
    if (!answer.ok) throw new Refused(answer.status, json.message);
    return json.data;
  }

  /** @param {string} email @param {string} password */
  signIn(email, password) { return this.call('POST', 'login', new URLSearchParams({ email, password })); }

  // --- changes that wait

  /** Id of whose changes they are. */
  owner = '';

  get #key() { return `waiting ${this.base}${this.owner}`; }

  /** @returns {[string, string, unknown][]} */
  get waiting() { return JSON.parse(localStorage.getItem(this.#key) ?? '[]'); }

  /** @param {[string, string, unknown][]} changes */
  #keep(changes) {
    localStorage.setItem(this.#key, JSON.stringify(changes));
    this.onWaiting();
  }

  /**
   * Sends a change now, or keeps it until the server can be reached; a reload does not lose it.
   * @param {[method: string, path: string, body?: unknown]} change
   */
  async send([method, path, body]) {
    try {
      if (this.waiting.length > 0) throw new Unreachable();   // not before what was typed earlier
      return await this.call(method, path, body);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#keep([...this.waiting, [method, path, body]]);
    }
  }

  /** Sends what waits, in order. What is refused is dropped, and the last refusal thrown at the end. */
  async sendWaiting() {
    let refusal = null;
    for (let [first] = [this.waiting[0]]; first; first = this.waiting[0]) {
      try {
        await this.call(...first);
      } catch (error) {
        if (error instanceof Unreachable) return;
        refusal = error;
      }
      this.#keep(this.waiting.slice(1));
    }
    if (refusal) throw refusal;
  }
}
