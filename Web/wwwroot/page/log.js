// @ts-check
// What has arrived, newest first: in words, and as it came.

import { element, find } from './dom.js';

const kept = 300;

export class Log {
  /** @type {string[]} for the clipboard */ #lines = [];
  /** @type {(() => void)[]} what arrived while paused */ #held = [];
  #count = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.list = find(root, 'ol');
    this.pauseButton = find(root, '.pause');
    this.pauseButton.onclick = () => this.#pause(this.pauseButton.ariaPressed !== 'true');
    find(root, '.clear').onclick = () => this.clear();
    find(root, '.copy').onclick = async (/** @type {any} */ { target }) => {
      await navigator.clipboard?.writeText(this.#lines.join('\n')).then(() => { target.textContent = 'Copied'; }, () => {});
      setTimeout(() => { target.textContent = 'Copy'; }, 2_000);
    };
    find(root, '.filter').oninput = () => [...this.list.children].forEach(row => this.#filter(row));
  }

  /** @param {string} text @param {object} [event] as it came @param {number | null} [milliseconds] since it was sent */
  add(text, event, milliseconds = null) {
    const at = new Date();
    if (event) this.#count++;
    find(this.root, '.count').textContent = this.#count > 0 ? `(${this.#count})` : '';
    this.#lines.push(`${at.toISOString()} ${text}${event ? ` ${JSON.stringify(event)}` : ''}`);
    if (this.#lines.length > kept) this.#lines.shift();
    const show = () => this.#show(text, event, milliseconds, at);
    if (this.pauseButton.ariaPressed === 'true') {
      this.#held.push(show);
      this.pauseButton.textContent = `Go on (${this.#held.length})`;
    } else {
      show();
    }
  }

  clear() {
    [this.#lines, this.#held, this.#count] = [[], [], 0];
    find(this.root, '.count').textContent = '';
    this.list.replaceChildren();
    find(this.root, '.no-events').hidden = false;
    this.#pause(false);
  }

  /** @param {boolean} isPaused */
  #pause(isPaused) {
    this.pauseButton.ariaPressed = String(isPaused);
    this.pauseButton.textContent = isPaused ? 'Go on' : 'Pause';
    if (!isPaused) this.#held.splice(0).forEach(show => show());
  }

  /** @param {string} text @param {object | undefined} event @param {number | null} milliseconds @param {Date} at */
  #show(text, event, milliseconds, at) {
    const row = element('li', { className: event ? 'event' : 'remark' },
      element('time', { dateTime: at.toISOString() }, at.toLocaleTimeString()), element('span', {}, text));
    if (milliseconds !== null) row.append(element('span', { className: 'took' }, `${milliseconds} ms`));
    if (event) {
      const json = element('pre');
      const details = element('details', {}, element('summary', {}, 'JSON'), json);
      details.ontoggle = () => { json.textContent ||= JSON.stringify(event, null, 2); };
      row.append(details);
    }
    this.#filter(row);
    this.list.prepend(row);
    while (this.list.children.length > kept) this.list.lastElementChild.remove();
    find(this.root, '.no-events').hidden = true;
  }

  /** @param {HTMLElement} row */
  #filter(row) {
    row.hidden = !row.textContent?.toLowerCase().includes(find(this.root, '.filter').value.toLowerCase());
  }
}
