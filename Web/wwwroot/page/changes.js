// @ts-check
// Whose change an event tells of, and how long it took: known for changes that were made on this page.

const longest = 10_000;

/** @type {{ who: string, type: string, at: number, seenBy: Set<string> }[]} */
let made = [];

/**
 * Before a change is sent.
 * @param {string} who first name @param {string} type of the event it will cause
 */
export function noteChange(who, type) {
  const at = performance.now();
  made = [...made.filter(change => at - change.at < longest), { who, type, at, seenBy: new Set() }];
}

/**
 * The oldest change of this kind that this person has not seen yet.
 * @param {string} type of an event that has arrived @param {string} seenBy whose stream it came by
 * @returns {{ who: string, milliseconds: number } | null} null: made elsewhere
 */
export function changeBehind(type, seenBy) {
  const now = performance.now();
  const change = made.find(each => each.type === type && !each.seenBy.has(seenBy) && now - each.at < longest);
  if (!change) return null;
  change.seenBy.add(seenBy);
  return { who: change.who, milliseconds: Math.max(1, Math.round(now - change.at)) };
}
