'use strict';

const password = 'coach-the-team-well';
const people = [
  ['coach@demo.test', 'Cleo, the coach'],
  ['coachee@demo.test', 'Eli, coachee of Cleo'],
  ['coachee2@demo.test', 'Emma, coachee of Cleo'],
  ['admin@demo.test', 'Ada, administrator'],
  ['super@demo.test', 'Sam, super admin'],
  ['coach2@demo.test', 'Cody, coach elsewhere'],
  ['outsider@demo.test', 'Otto, coachee of Cody'],
];
const eventNames = [
  'action_created', 'action_updated', 'action_deleted', 'agreement_created', 'agreement_updated', 'agreement_deleted',
  'notes_changed', 'topics_changed', 'goal_created', 'goal_updated', 'goal_deleted', 'coaching_session_goal_created',
  'coaching_session_goal_deleted', 'coaching_session_created', 'coaching_session_updated', 'coaching_session_deleted',
  'coaching_session_series_changed', 'coaching_session_title_updated', 'announcement', 'membership_changed',
  'organization_changed', 'force_logout', 'stream_reset',
];
const statuses = ['NotStarted', 'InProgress', 'Completed', 'OnHold', 'WontDo'];

const $ = id => document.getElementById(id);
let stream = null;

async function call(method, path, body) {
  const headers = { 'x-version': '1.0.0-beta1' };
  let content;
  if (body instanceof URLSearchParams) content = body;
  else if (body) { headers['content-type'] = 'application/json'; content = JSON.stringify(body); }
  const answer = await fetch(path, { method, headers, body: content });
  const json = await answer.json();
  if (answer.ok) return json.data;
  if (answer.status === 401 && path !== 'login') showSignIn();
  throw new Error(json.message);
}

// --- signing in and out

for (const [email, who] of people) {
  const button = document.createElement('button');
  button.append(who, Object.assign(document.createElement('small'), { textContent: email }));
  button.onclick = () => signIn(email, password);
  $('people').append(button);
}
for (const link of document.querySelectorAll('.twin')) {
  const twin = new URL(location.href);
  twin.hostname = location.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  link.href = twin;
  link.target = '_blank';
}
$('form').onsubmit = event => {
  event.preventDefault();
  signIn(event.target.email.value, event.target.password.value);
};
$('sign-out').onclick = async () => { await call('DELETE', 'delete').catch(() => {}); showSignIn(); };

async function signIn(email, secret) {
  $('sign-in-error').textContent = '';
  try {
    const user = await call('POST', 'login', new URLSearchParams({ email, password: secret }));
    sessionStorage.setItem('user', JSON.stringify(user));
    await showSignedIn(user);
  } catch (error) {
    $('sign-in-error').textContent = secret === password ? `${error.message} Are the demo people in this database?` : error.message;
  }
}

function showSignIn() {
  sessionStorage.removeItem('user');
  stream?.close();
  stream = null;
  $('state').hidden = true;
  $('signed-in').hidden = true;
  $('sign-in').hidden = false;
}

async function showSignedIn(user) {
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
  stream.onopen = () => showState('live', 'live');
  stream.onerror = () => {
    if (stream?.readyState === EventSource.CLOSED) showSignIn();   // 401: the session is over
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
    showSignIn();
    $('sign-in-error').textContent = data.reason;
  } else if (type.startsWith('action_') || type === 'stream_reset') {
    loadActions();
  }
}

// --- sessions and their actions

async function loadSessions(user) {
  const relationships = await call('GET', `users/${user.id}/coaching-relationships`);
  const options = [];
  for (const relationship of relationships) {
    const query = new URLSearchParams({
      coaching_relationship_id: relationship.id, from_date: '2000-01-01', to_date: '2100-01-01', sort_by: 'date', sort_order: 'asc',
    });
    const other = relationship.coach_id === user.id ? relationship.coachee_first_name : relationship.coach_first_name;
    for (const session of await call('GET', `coaching_sessions?${query}`)) {
      const label = `${session.date.slice(0, 10)} with ${other}${session.title ? `: ${session.title}` : ''}`;
      options.push({ label, value: session.id, distance: Math.abs(new Date(`${session.date}Z`) - Date.now()) });
    }
  }
  $('sessions').replaceChildren(...options.map(({ label, value }) => new Option(label, value)));
  const nearest = options.toSorted((a, b) => a.distance - b.distance)[0];
  $('sessions').hidden = $('add').hidden = !nearest;
  $('no-session').hidden = !!nearest;
  $('actions').replaceChildren();
  if (nearest) {
    $('sessions').value = nearest.value;
    await loadActions();
  }
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
  remove.onclick = () => attempt(() => call('DELETE', `actions/${action.id}`));
  item.append(Object.assign(document.createElement('span'), { textContent: action.body ?? '(no text)' }), status, remove);
  return item;
}

$('add').onsubmit = async event => {
  event.preventDefault();
  const input = event.target.body;
  const body = input.value;
  input.value = '';
  await attempt(() => call('POST', 'actions', { coaching_session_id: $('sessions').value, body, status: 'NotStarted' }));
};

async function attempt(work) {
  $('error').textContent = '';
  try {
    return await work();
  } catch (error) {
    $('error').textContent = error.message;
  }
}

// --- a reload keeps who was signed in

const known = sessionStorage.getItem('user');
if (known) showSignedIn(JSON.parse(known)).catch(showSignIn);
