// A client as somebody else would write it: types from docs/openapi.json, events from the package of the live module.

import type { components, paths } from './api.js';
import { connect } from 'coaching-platform-live';

type Action = components['schemas']['ActionDto'];
type NewAction = components['schemas']['CreateActionRequest'];
type Created = paths['/actions']['post']['responses'][201]['content']['application/json'];

const api = 'https://coaching.example.org/api';

async function createAction(action: NewAction): Promise<Action> {
  const answer = await fetch(`${api}/actions`, {
    method: 'POST',
    credentials: 'include',
    headers: { 'content-type': 'application/json', 'x-version': '1.0.0-beta1' },
    body: JSON.stringify(action),
  });
  const { data }: Created = await answer.json();
  return data;
}

const actions = new Map<string, Action>();
const live = connect(`${api}/sse`);
const off: () => void = live.on('action_updated', ({ action }) => actions.set(action.id, action));
live.on('announcement', ({ message, organization_id }) => console.log(organization_id === null ? 'to everybody' : 'to us', message));
live.on('*', (data, event) => console.log(event.type, data));
live.onState(state => {
  if (state.name === 'reconnecting') console.log(new Date(state.at));
  if (state.name === 'signed_out') console.log(state.reason);
});
// @ts-expect-error there is no such event
live.on('action_renamed', () => {});
// @ts-expect-error and no such member
live.on('action_deleted', ({ action }) => action);

createAction({ coaching_session_id: '00000000-0000-4000-8000-000000000000', status: 'NotStarted', body: 'Try it' }).then(() => off());
