// Where links in messages lead: /setup/TOKEN, /reset-password/TOKEN, /confirm-email/TOKEN and /unsubscribe/TOKEN.

const [purpose, token] = location.pathname.split('/').slice(-2);
const $ = id => document.getElementById(id);

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(`../${path}`, {
      method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body),
    });
  } catch {
    throw new Error('The server cannot be reached. Try again in a moment.');
  }
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.message);
  return json.data;
}

function show(heading, text) {
  $('heading').textContent = heading;
  $('text').textContent = text;
  $('heading').focus();
}

function done(heading, text) {
  $('form').hidden = $('confirm').hidden = $('unsubscribe').hidden = true;
  $('sign-in').hidden = false;
  show(heading, text);
}

async function attempt(work) {
  $('error').textContent = '';
  try {
    await work();
  } catch (error) {
    $('error').textContent = error.message;
  }
}

/** @param {string} completePath where the chosen password goes */
function askForPassword(heading, name, completePath) {
  show(heading, `Hello ${name}, choose a password of 12 to 128 characters.`);
  $('form').hidden = false;
  $('form').onsubmit = event => {
    event.preventDefault();
    const { password, confirm } = event.target;
    attempt(async () => {
      if (password.value !== confirm.value) throw new Error('The two passwords differ.');
      await call('POST', completePath, { token, password: password.value, confirm_password: confirm.value });
      done('Your password is saved', 'You can sign in with it now.');
    });
  };
}

const pages = {
  'setup': async () => {
    const user = await call('GET', `magic-link/validate?token=${encodeURIComponent(token)}`);
    askForPassword('Set up your account', user.first_name, 'magic-link/complete-setup');
  },
  'reset-password': async () => {
    const user = await call('POST', 'password-reset/validate', { token });
    askForPassword('Choose a new password', user.first_name, 'password-reset/complete');
  },
  'confirm-email': async () => {
    show('Confirm your new e-mail address', 'Your account will have this address from then on.');
    $('confirm').hidden = false;
    $('confirm').onclick = () => attempt(async () => {
      const { email } = await call('POST', 'email-change/confirm', { token });
      done('Your address is confirmed', `You sign in with ${email} from now on.`);
    });
  },
  'unsubscribe': async () => {
    show('Fewer messages', 'Messages like the one with this link will not come any more. You can switch them on again at any time.');
    $('unsubscribe').hidden = false;
    $('unsubscribe').onclick = () => attempt(async () => {
      const { kind } = await call('POST', `unsubscribe/${encodeURIComponent(token)}`);
      done('That is done', `No more messages about ${kind.toLowerCase()}.`);
    });
  },
};

pages[purpose]().catch(error => done('This link does not work', error.message));
