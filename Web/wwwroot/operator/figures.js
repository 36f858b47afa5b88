// @ts-check
// What an operator looks at, from the metrics of one instance now and at the time before.

/** @typedef {{ tags: Record<string, string>, value: number, buckets: { up_to: number | null, count: number }[] | null }} Value */
/** @typedef {{ name: string, values: Value[] }} Metric */
/** @typedef {{ instance: string, started_at: string, at: string, metrics: Metric[] }} Reading */
/** @typedef {{ name: string, tells: string, of: (now: Reading, before: Reading) => number | null, show: (value: number) => string, isAlarm?: (value: number) => boolean }} Figure */

/** @param {Reading} reading @param {string} name @param {(value: Value) => boolean} [which] */
const sum = (reading, name, which = () => true) =>
  reading.metrics.find(metric => metric.name === name)?.values.filter(which).reduce((total, { value }) => total + value, 0) ?? 0;

/** @param {string} name */
const gauge = name => (/** @type {Reading} */ now) => sum(now, name);

/** Per second, since the time before. @param {string} name */
const rate = name => (/** @type {Reading} */ now, /** @type {Reading} */ before) => {
  const seconds = (Date.parse(now.at) - Date.parse(before.at)) / 1_000;
  return seconds > 0 ? Math.max(0, (sum(now, name) - sum(before, name)) / seconds) : null;
};

/** The time that this part of what was delivered since the time before took at most. @param {number} part */
const quantile = part => (/** @type {Reading} */ now, /** @type {Reading} */ before) => {
  const bucketsOf = (/** @type {Reading} */ reading) =>
    reading.metrics.find(metric => metric.name === 'sse.delivery.duration')?.values[0]?.buckets ?? [];
  const earlier = bucketsOf(before);
  const counts = bucketsOf(now).map(({ up_to, count }, place) => ({ up_to, count: count - (earlier[place]?.count ?? 0) }));
  const all = counts.reduce((total, { count }) => total + count, 0);
  if (all === 0) return null;
  let seen = 0;
  const bucket = counts.find(({ count }) => (seen += count) >= part * all);
  return bucket?.up_to ?? Infinity;
};

const whole = (/** @type {number} */ value) => value.toLocaleString();
const perSecond = (/** @type {number} */ value) => `${value < 10 ? value.toFixed(1) : whole(Math.round(value))} /s`;
const duration = (/** @type {number} */ seconds) => seconds < 1 ? `≤ ${+(seconds * 1_000).toPrecision(2)} ms` : `≤ ${seconds} s`;
const age = (/** @type {number} */ seconds) => `${seconds.toFixed(1)} s`;

/** @type {Figure[]} */
export const figures = [
  { name: 'Open streams', tells: 'sse_connections', of: gauge('sse.connections'), show: whole },
  { name: 'People with a stream', tells: 'sse_users', of: gauge('sse.users'), show: whole },
  { name: 'Events', tells: 'sse_events_published', of: rate('sse.events.published'), show: perSecond },
  { name: 'Deliveries', tells: 'sse_frames_delivered', of: rate('sse.frames.delivered'), show: perSecond },
  { name: 'Commit to socket, half', tells: 'sse_delivery_duration', of: quantile(0.5), show: duration, isAlarm: value => value > 1 },
  { name: 'Commit to socket, 99 %', tells: 'sse_delivery_duration', of: quantile(0.99), show: duration, isAlarm: value => value > 5 },
  { name: 'Oldest event waiting', tells: 'outbox_age', of: gauge('outbox.age'), show: age, isAlarm: value => value > 10 },
  { name: 'Fullest queue', tells: 'sse_queue_depth', of: gauge('sse.queue.depth'), show: whole, isAlarm: value => value > 128 },
  { name: 'Came back, complete', tells: 'sse_streams_resumed', of: gauge('sse.streams.resumed'), show: whole },
  { name: 'Came back, reset', tells: 'sse_streams_reset', of: gauge('sse.streams.reset'), show: whole },
  { name: 'Cut off, too slow', tells: 'sse_streams_ended', of: now => sum(now, 'sse.streams.ended', ({ tags }) => tags.reason === 'TooSlow'), show: whole },
  { name: 'Rows set aside', tells: 'outbox_rows_set_aside', of: gauge('outbox.rows.set_aside'), show: whole, isAlarm: value => value > 0 },
  { name: 'Mail waiting', tells: 'mail_waiting', of: gauge('mail.waiting'), show: whole },
  { name: 'Mail given up', tells: 'mail_given_up', of: gauge('mail.given_up'), show: whole, isAlarm: value => value > 0 },
];
