// @ts-check
// The calendar address and the mail of one person.

import { find } from './dom.js';

export class Calendar {
  /** @param {HTMLElement} root @param {import('./person.js').Person} person */
  constructor(root, person) {
    const { api } = person;
    this.root = root;
    const path = () => `users/${person.user.id}`;
    find(root, 'summary').parentElement.ontoggle = () => /** @type {HTMLDetailsElement} */ (root).open && person.attempt(async () => {
      this.#show(await api.call('GET', `${path()}/calendar`));
      const wanted = await api.call('GET', `${path()}/mail-preferences`);
      for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll('.mail input'))) box.checked = wanted[box.name];
    });
    find(root, '.create-calendar').onclick = () => person.attempt(async () => {
      this.#show(await api.call('POST', `${path()}/calendar`));
      find(root, '.calendar-url').select();
    });
    find(root, '.revoke-calendar').onclick = () => person.attempt(async () => {
      await api.call('DELETE', `${path()}/calendar`);
      this.#show(null);
      find(root, '.create-calendar').focus();
    });
    find(root, '.mail').onchange = (/** @type {any} */ { target }) => person.attempt(() =>
      api.call('PUT', `${path()}/mail-preferences`, { [target.name]: target.checked }));
  }

  /** @param {{ url: string, webcal_url: string } | null} calendar */
  #show(calendar) {
    find(this.root, '.no-calendar').hidden = !!calendar;
    find(this.root, '.has-calendar').hidden = !calendar;
    if (!calendar) return;
    find(this.root, '.calendar-url').value = calendar.url;
    find(this.root, '.calendar-link').href = calendar.webcal_url;
  }
}
