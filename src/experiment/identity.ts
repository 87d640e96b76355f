// Names for what is stored on this machine: unique, and in the order of their making.

/** Milliseconds in base 36, nine digits until the year 5188, then 48 random bits: `0mi2x4k9a-3f9c52d1a07b`. */
export function newId(): string {
  const time = Date.now().toString(36).padStart(9, '0');
  const random = crypto.getRandomValues(new Uint8Array(6));
  return `${time}-${Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** What an id may look like; ids made elsewhere (command line, tests) need not come from `newId`. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
