// @ts-check
// The operator's page: the figures of every instance that answers, announcements and forced logout.

import { Api, Refused, Unreachable } from '../page/api.js';
import { element, find } from '../page/dom.js';
import { figures } from './figures.js';

/** @typedef {import('./figures.js').Reading} Reading */

const interval = 2_000;
const samples = 60;
/** An instance that has not answered for so long is gone, or a proxy does not ask it any more. */
const forgotten = 60_000;

const demoPeople = await new Api('../').call('GET', 'demo').catch(() => []);
// where there are demo people, the operator is one more person of this browser
const api = new Api(demoPeople.length > 0 ? '../as/operator/' : '../');

/** @type {Map<string, { root: HTMLElement, readings: Reading[], seenAt: number }>} */
const instances = new Map();
let isSignedIn = false;

/** @param {() => Promise<unknown>} work */
async function attempt(work) {
  find(document, '#error').textContent = '';
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    if (error instanceof Refused && error.status === 401) showSignedIn(null);
    find(document, '#error').textContent = error.message;
  }
}

// --- signing in and out

const storageKey = 'operator';

/** @param {any} user */
function showSignedIn(user) {
  isSignedIn = !!user;
  if (user) localStorage.setItem(storageKey, JSON.stringify(user));
  else localStorage.removeItem(storageKey);
  find(document, '#sign-in').hidden = isSignedIn;
  find(document, '#signed-in').hidden = !isSignedIn;
  find(document, '#me').textContent = user ? `${user.first_name} ${user.last_name}` : '';
  if (user) read();
  else find(document, '#sign-in h2').focus();
}

/** @param {string} email @param {string} password */
const signIn = (email, password) => attempt(async () => {
  const user = await api.signIn(email, password);
  await api.call('GET', 'admin/metrics');   // refused to all others
  showSignedIn(user);
  find(document, '#me').focus();
});

const sam = demoPeople.find((/** @type {any} */ person) => person.email === 'super@demo.test');
find(document, '#demo').hidden = !sam;
find(document, '#demo button').onclick = () => signIn(sam.email, sam.password);
find(document, '#sign-in form').onsubmit = (/** @type {any} */ event) => {
  event.preventDefault();
  signIn(event.target.email.value, event.target.password.value);
};
find(document, '#sign-out').onclick = () => attempt(async () => {
  await api.call('DELETE', 'delete');
  showSignedIn(null);
});

// --- the figures

async function read() {
  if (!isSignedIn || document.hidden) return;
  const state = find(document, '#state');
  try {
    show(await api.call('GET', 'admin/metrics'));
    Object.assign(state, { textContent: 'live', className: 'light live' });
  } catch (error) {
    if (error instanceof Refused && (error.status === 401 || error.status === 403)) {
      showSignedIn(null);
      find(document, '#error').textContent = error.message;
    } else {
      Object.assign(state, { textContent: 'no answer', className: 'light lost' });
    }
  }
}

/** @param {Reading} reading */
function show(reading) {
  const known = instances.get(reading.instance);
  const instance = known ?? { root: newInstance(reading), readings: [], seenAt: 0 };
  if (!known) {
    instances.set(reading.instance, instance);
    find(document, '#instances').append(instance.root);
  }
  instance.seenAt = Date.now();
  instance.readings = [...instance.readings, reading].slice(-samples);
  for (const [place, figure] of figures.entries()) showFigure(instance.root.querySelectorAll('.figure')[place], figure, instance.readings);
  for (const [name, { root, seenAt }] of instances) {
    if (Date.now() - seenAt < forgotten) continue;
    root.remove();
    instances.delete(name);
  }
}

/** @param {Reading} reading */
function newInstance(reading) {
  const started = new Date(reading.started_at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  return element('section', { ariaLabel: `Instance ${reading.instance}` },
    element('h2', {}, `Instance ${reading.instance}`), element('p', { className: 'hint' }, `Running since ${started}.`),
    element('div', { className: 'figures' }, ...figures.map(figure => element('div', { className: 'figure card', title: figure.tells },
      element('h3', {}, figure.name), element('div', { className: 'value' }, '–'), chart()))));
}

function chart() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${samples - 1} 10`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'polyline'));
  return svg;
}

/** @param {Element} root @param {import('./figures.js').Figure} figure @param {Reading[]} readings */
function showFigure(root, figure, readings) {
  const values = readings.slice(1).map((reading, place) => figure.of(reading, readings[place]));
  const newest = values.findLast(value => value !== null) ?? (readings.length === 1 ? figure.of(readings[0], readings[0]) : null);
  find(root, '.value').textContent = newest === null ? '–' : figure.show(newest);
  root.classList.toggle('alarm', newest !== null && !!figure.isAlarm?.(newest));
  const largest = Math.max(1e-9, ...values.map(value => Number.isFinite(value) ? value ?? 0 : 0));
  const points = values.map((value, place) => value === null ? '' : `${samples - values.length + place},${9.5 - 9 * Math.min(1, value / largest)}`);
  root.querySelector('polyline')?.setAttribute('points', points.join(' '));
}

setInterval(read, interval);
document.addEventListener('visibilitychange', read);

// --- what an operator does

const done = find(document, '#done');
find(document, '#announce').onsubmit = (/** @type {any} */ event) => {
  event.preventDefault();
  const { message } = event.target;
  attempt(async () => {
    await api.call('POST', 'admin/announcements', { message: message.value });
    done.textContent = 'Announced to everybody.';
    message.value = '';
  });
};
find(document, '#logout').onsubmit = (/** @type {any} */ event) => {
  event.preventDefault();
  const { email, reason } = event.target;
  attempt(async () => {
    done.textContent = '';
    const [user] = await api.call('GET', `users?${new URLSearchParams({ email: email.value })}`);
    if (!user) throw new Refused(404, `Nobody has the address ${email.value}.`);
    const { revoked_sessions: ended } = await api.call('POST', `admin/force_logout/${user.id}`, { reason: reason.value || null });
    done.textContent = `${user.first_name} ${user.last_name} is signed out: ${ended} login session${ended === 1 ? '' : 's'} ended.`;
    email.value = reason.value = '';
  });
};

const known = localStorage.getItem(storageKey);
if (known) showSignedIn(JSON.parse(known));
else find(document, '#sign-in').hidden = false;   // not before: a form without its script would put what was typed into the address
