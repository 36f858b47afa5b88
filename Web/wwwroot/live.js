'use strict';

const eventNames = [
  'action_created', 'action_updated', 'action_deleted', 'agreement_created', 'agreement_updated', 'agreement_deleted',
  'notes_changed', 'topics_changed', 'goal_created', 'goal_updated', 'goal_deleted', 'coaching_session_goal_created',
  'coaching_session_goal_deleted', 'coaching_session_created', 'coaching_session_updated', 'coaching_session_deleted',
  'coaching_session_series_changed', 'coaching_session_title_updated', 'announcement', 'membership_changed',
  'organization_changed', 'force_logout', 'stream_reset',
];
const statuses = ['NotStarted', 'InProgress', 'Completed', 'OnHold', 'WontDo'];

const $ = id => document.getElementById(id);
let me = null;       // who is signed in on this page
let stream = null;

async function call(method, path, body) {
  const headers = { 'x-version': '1.0.0-beta1' };
  let content;
  if (body instanceof URLSearchParams) content = body;
  else if (body) { headers['content-type'] = 'application/json'; content = JSON.stringify(body); }
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: content });
  } catch {
    throw new Error('The server cannot be reached. What you typed is still here; try again in a moment.');
  }
  const json = await answer.json();
  if (answer.ok) return json.data;
  if (answer.status === 401 && me) showSignIn('Your session has ended. Sign in again.');
  throw new Error(json.message);
}

// --- signing in and out

for (const twin of document.querySelectorAll('.twin')) {
  const isLoopback = ['localhost', '127.0.0.1'].includes(location.hostname);
  twin.hidden = !isLoopback;   // under a real host name there is one cookie, and so one person
  const link = new URL(location.href);
  link.hostname = location.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  Object.assign(twin.querySelector('a'), { href: link, target: '_blank' });
}
$('form').onsubmit = event => {
  event.preventDefault();
  signIn(event.target.email.value, event.target.password.value);
};
$('sign-out').onclick = async () => {
  await call('DELETE', 'delete').catch(() => {});
  showSignIn();
};

async function showDemoPeople() {
  const people = await call('GET', 'demo').catch(() => []);
  $('demo').hidden = people.length === 0;
  $('people').replaceChildren(...people.map(({ email, first_name, part, password }) => {
    const button = document.createElement('button');
    button.append(`${first_name}, ${part}`, Object.assign(document.createElement('small'), { textContent: email }));
    button.onclick = () => signIn(email, password);
    return button;
  }));
}

async function signIn(email, password) {
  $('sign-in-error').textContent = '';
  try {
    const user = await call('POST', 'login', new URLSearchParams({ email, password }));
    otherTabs.postMessage(user);
    sessionStorage.setItem('user', JSON.stringify(user));
    await showSignedIn(user);
    $('me').focus();
  } catch (error) {
    $('sign-in-error').textContent = error.message;
  }
}

// --- another tab may sign somebody else in: the cookie is this browser's, not this tab's

const otherTabs = new BroadcastChannel('signed-in');
otherTabs.onmessage = ({ data: user }) => { if (me && me.id !== user.id) showSomebodyElse(user); };

function showSomebodyElse(user) {
  showSignIn(`${user ? `${user.first_name} ${user.last_name}` : 'Somebody else'} has signed in in another tab of this browser, `
    + 'and a browser is one person at a time. Sign in again to go on here, or use another browser for the second person.');
}

async function isStillMe() {
  const answer = await fetch(`users/${me.id}`, { headers: { 'x-version': '1.0.0-beta1' } }).catch(() => null);
  return answer?.status !== 403;   // 403: the cookie belongs to another account
}

function showSignIn(reason = '') {
  sessionStorage.removeItem('user');
  stream?.close();
  me = stream = null;
  $('sign-in-error').textContent = reason;
  $('state').hidden = true;
  $('signed-in').hidden = true;
  $('calendar').open = false;   // the next person has another one
  $('sign-in').hidden = false;
  $('who').focus();
}

async function showSignedIn(user) {
  me = user;
  $('me').textContent = `${user.first_name} ${user.last_name} (${user.email})`;
  $('events').replaceChildren();
  $('no-events').hidden = false;
  $('sign-in').hidden = true;
  $('signed-in').hidden = false;
  openStream();
  await loadSessions(user);
}

// --- the live stream

function openStream() {
  stream?.close();
  stream = new EventSource('sse');
  showState('connecting', '');
  stream.onopen = async () => {
    showState('live', 'live');
    if (me && !await isStillMe()) showSomebodyElse();
  };
  stream.onerror = () => {
    if (stream?.readyState === EventSource.CLOSED) showSignIn('Your session has ended. Sign in again.');   // 401
    else showState('reconnecting', 'lost');
  };
  for (const name of eventNames) stream.addEventListener(name, received);
}

function showState(text, kind) {
  $('state').hidden = false;
  $('state').textContent = text;
  $('state').className = `state ${kind}`;
}

function received(event) {
  const { type, data } = JSON.parse(event.data);
  const item = document.createElement('li');
  item.append(
    Object.assign(document.createElement('time'), { textContent: new Date().toLocaleTimeString() }),
    Object.assign(document.createElement('strong'), { textContent: event.lastEventId ? `${type} #${event.lastEventId}` : type }),
    Object.assign(document.createElement('code'), { textContent: JSON.stringify(data) }));
  $('events').prepend(item);
  $('no-events').hidden = true;
  if (type === 'force_logout') {
    showSignIn(data.reason);
  } else if (type.startsWith('action_') || type === 'stream_reset') {
    loadActions();
  }
}

// --- sessions and their actions

async function loadSessions(user) {
  const relationships = await call('GET', `users/${user.id}/coaching-relationships`);
  const options = [];
  let first = [];
  for (const relationship of relationships) {
    const query = new URLSearchParams({
      coaching_relationship_id: relationship.id, from_date: '2000-01-01', to_date: '2100-01-01', sort_by: 'date', sort_order: 'asc',
    });
    const other = relationship.coach_id === user.id ? relationship.coachee_first_name : relationship.coach_first_name;
    const sessions = await call('GET', `coaching_sessions?${query}`);
    first = first.length ? first : sessions;
    for (const session of sessions) {
      const start = new Date(`${session.date}Z`).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
      options.push(new Option(`${start} with ${other}${session.title ? `: ${session.title}` : ''}`, session.id));
    }
  }
  $('sessions').replaceChildren(...options);
  const nearest = nearestOf(first);
  $('sessions').hidden = $('add').hidden = !nearest;
  $('no-session').hidden = !!nearest;
  $('actions').replaceChildren();
  if (nearest) {
    $('sessions').value = nearest.id;
    await loadActions();
  }
}

/** Of one relationship, so that its two people meet in the same session whatever others they have, at every hour. */
function nearestOf(sessions) {
  const now = Date.now();
  const distance = session => Math.abs(new Date(`${session.date}Z`) - now);
  return sessions.toSorted((a, b) => distance(a) - distance(b))[0];
}
$('sessions').onchange = loadActions;

async function loadActions() {
  if (!$('sessions').value) return;
  const actions = await attempt(() => call('GET', `actions?coaching_session_id=${$('sessions').value}&sort_by=created_at`));
  if (actions) $('actions').replaceChildren(...actions.map(actionItem));
}

function actionItem(action) {
  const item = document.createElement('li');
  item.className = action.status === 'Completed' ? 'done' : '';
  const status = document.createElement('select');
  status.ariaLabel = 'Status';
  status.append(...statuses.map(name => new Option(name, name, false, name === action.status)));
  status.onchange = () => attempt(() => call('PUT', `actions/${action.id}/status`, { status: status.value }));
  const remove = Object.assign(document.createElement('button'), { textContent: 'Delete', className: 'quiet' });
  remove.onclick = async () => {
    await attempt(() => call('DELETE', `actions/${action.id}`));
    $('add').body.focus();   // the button goes with its action
  };
  item.append(Object.assign(document.createElement('span'), { textContent: action.body ?? '(no text)' }), status, remove);
  return item;
}

$('add').onsubmit = async event => {
  event.preventDefault();
  const input = event.target.body;
  const created = await attempt(() =>
    call('POST', 'actions', { coaching_session_id: $('sessions').value, body: input.value, status: 'NotStarted' }));
  if (created) input.value = '';
};

// --- the calendar and mail of one's own

function showCalendar(calendar) {
  $('no-calendar').hidden = !!calendar;
  $('has-calendar').hidden = !calendar;
  if (!calendar) return;
  $('calendar-url').value = calendar.url;
  $('calendar-link').href = calendar.webcal_url;
}

$('calendar').ontoggle = () => $('calendar').open && attempt(async () => {
  showCalendar(await call('GET', `users/${me.id}/calendar`));
  const wanted = await call('GET', `users/${me.id}/mail-preferences`);
  for (const box of document.querySelectorAll('#mail input')) box.checked = wanted[box.name];
});
$('create-calendar').onclick = () => attempt(async () => {
  showCalendar(await call('POST', `users/${me.id}/calendar`));
  $('calendar-url').select();
});
$('revoke-calendar').onclick = () => attempt(async () => {
  await call('DELETE', `users/${me.id}/calendar`);
  showCalendar(null);
  $('create-calendar').focus();
});
$('mail').onchange = event => attempt(() =>
  call('PUT', `users/${me.id}/mail-preferences`, { [event.target.name]: event.target.checked }));

async function attempt(work) {
  $('error').textContent = '';
  try {
    return await work();
  } catch (error) {
    $('error').textContent = error.message;
  }
}

// --- a reload keeps who was signed in

showDemoPeople();
const known = sessionStorage.getItem('user');
if (known) showSignedIn(JSON.parse(known)).catch(() => showSignIn());
