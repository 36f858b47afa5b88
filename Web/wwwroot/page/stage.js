// @ts-check
// The page: one person, or two side by side where there are demo people.

import { Api } from './api.js';
import { element, find } from './dom.js';
import { Person } from './person.js';

/** @type {import('./person.js').DemoPerson[]} */
const demoPeople = await new Api('').call('GET', 'demo').catch(() => []);
const bases = demoPeople.length > 0 ? ['', 'as/second/'] : [''];
const people = bases.map(base => new Person(base, demoPeople));

const intro = find(document, '#intro');
const start = find(document, '#start');
intro.textContent = people.length > 1
  ? 'Two people, each with a session and a live stream of their own. What one of them changes, the other sees at once.'
  : 'This browser is one person here. Open another browser, or a private window, to be a second one: what one changes, the other '
    + 'sees at once. Two people side by side on this page are for servers with demo people.';
find(document, '#people').append(...people.map(person => person.root));

// on a narrow screen one of them is shown
const chooser = find(document, '#switch');
chooser.hidden = people.length === 1;
const choices = people.map((person, place) => element('button', { className: 'quiet', onclick: () => choose(place) }));
chooser.append(...choices);
let shown = 0;
/** @type {number[]} events that arrived while somebody was not shown */ const unseen = people.map(() => 0);

/** @param {number} place */
function choose(place) {
  shown = place;
  unseen[place] = 0;
  show();
}

function show() {
  people.forEach((person, place) => {
    person.root.classList.toggle('behind', place !== shown);
    choices[place].ariaPressed = String(place === shown);
    choices[place].textContent = person.name + (place !== shown && unseen[place] > 0 ? ` (${unseen[place]} new)` : '');
    person.root.ariaLabel = `Person ${place + 1}: ${person.name}`;
  });
  start.hidden = people.length === 1 || people.some(person => person.user);
}

people.forEach((person, place) => {
  person.addEventListener('changed', show);
  person.addEventListener('event', () => {
    if (place !== shown) unseen[place]++;
    show();
  });
});
start.firstElementChild.onclick = async () => {
  for (const [place, email] of [[1, 'coachee@demo.test'], [0, 'coach@demo.test']]) {
    const who = demoPeople.find(each => each.email === email);
    if (who) await people[/** @type {number} */ (place)].attempt(() => people[/** @type {number} */ (place)].signIn(who.email, who.password));
  }
};
show();
for (const person of people) person.attempt(() => person.restore());
