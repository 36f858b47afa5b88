// @ts-check
// What is worth showing.

import { Api } from './api.js';

/** @typedef {import('./person.js').Person} Person */

/** An administrator of the demo people, beside whoever is on the page. @param {Person} person */
async function administrator(person) {
  const api = new Api('as/admin/');
  const admin = person.demoPeople.find(each => each.email === 'admin@demo.test');
  if (admin) await api.signIn(admin.email, admin.password);
  return api;
}

/** @param {HTMLButtonElement} button @param {string} on @param {string} off */
function toggle(button, on, off) {
  const isOn = button.ariaPressed !== 'true';
  button.ariaPressed = String(isOn);
  button.textContent = isOn ? on : off;
  return isOn;
}

/** @param {Person} person @returns {Promise<void>} */
const nextEvent = person => new Promise(resolve => person.addEventListener('event', () => resolve(), { once: true }));

/** @param {number} milliseconds */
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** @param {Person} person */
async function comeBack(person) {
  const before = person.arrived;
  const since = performance.now();
  person.openStream();
  do await Promise.race([nextEvent(person), pause(1_500)]); while (performance.now() - since < 1_500);
  const missed = person.arrived - before;
  person.log.add(missed === 0 ? 'Back, and nothing was missed: nothing happened meanwhile.'
    : `Back, and ${missed === 1 ? 'the event' : `all ${missed} events`} of the time in between arrived.`);
}

/** @type {{ name: string, tells: string, needsDemo?: boolean, run: (person: Person, button: HTMLButtonElement) => unknown }[]} */
export const tries = [
  {
    name: 'Drop the connection',
    tells: 'Others go on; what was missed arrives on coming back',
    async run(person, button) {
      if (toggle(button, 'Come back', 'Drop the connection')) {
        person.cutStream();
        person.log.add('The connection is dropped. Change something as the other person, then come back.');
      } else {
        await comeBack(person);
      }
    },
  },
  {
    name: 'Lose the server',
    tells: 'As if it were away: what is changed meanwhile is kept and sent later',
    async run(person, button) {
      if (toggle(button, 'Find the server', 'Lose the server')) {
        person.api.isCut = true;
        person.cutStream();
        person.log.add('The server is away. Change something: it is kept here, and sent when the server is back.');
      } else {
        person.api.isCut = false;
        await comeBack(person);
      }
    },
  },
  {
    name: '100 changes',
    tells: 'One hundred changes of an agreement in a row, each with its event',
    async run(person, button) {
      const agreement = person.agreements.first;
      if (!agreement) {
        person.log.add('Write an agreement down first: it is changed a hundred times, and back.');
        return;
      }
      button.disabled = true;
      const before = person.arrived;
      const since = performance.now();
      for (let number = 1; number <= 100; number++)
        await person.agreements.reword(agreement, number === 100 ? agreement.body : `Change ${number} of 100`);
      const sent = Math.round(performance.now() - since);
      while (person.arrived - before < 100 && performance.now() - since < 30_000) await Promise.race([nextEvent(person), pause(1_000)]);
      person.log.add(`100 changes were made in ${sent} ms; their ${person.arrived - before} events had arrived after ${Math.round(performance.now() - since)} ms.`);
      button.disabled = false;
    },
  },
  {
    name: 'Announcement',
    tells: 'Ada, who administers the organization, tells all its members something',
    needsDemo: true,
    async run(person) {
      const organization = person.sessions[0]?.organization_id;
      await (await administrator(person)).call('POST', `organizations/${organization}/announcements`, { message: 'Lunch is at one today.' });
    },
  },
  {
    name: 'Sign out in another tab',
    tells: 'Another tab of this browser signs out; this one learns it by its stream',
    run: person => new Api(person.api.base).call('DELETE', 'delete'),
  },
  {
    name: 'Be signed out by an administrator',
    tells: 'Ada ends all login sessions of this person',
    needsDemo: true,
    async run(person) {
      await (await administrator(person)).call('POST', `admin/force_logout/${person.user.id}`, { reason: 'Ada has signed you out, to show what that looks like.' });
    },
  },
];
