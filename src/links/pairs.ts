// The text of a link: key=value pairs behind a #, joined by &, in the order in which they stand. A key alone is switched on.

import { refuse } from '#src/words/message.ts';

export type Pairs = readonly (readonly [key: string, value: string])[];

/** Characters of a link without results: what every browser and messenger passes on. */
export const longestLink = 16_000;
/** Of the results in a link: longer ones some browsers cut off or refuse. */
export const longestResults = 64_000;

/** The part of an address behind its first #, or the text itself if it has none. */
export const fragmentOf = (link: string): string => link.trim().slice(link.trim().indexOf('#') + 1);

/** Anything is read: what is not well encoded stays as it is. Refuses what is longer than `most` characters. */
export function pairsIn(link: string, most = longestLink): Pairs {
  if (link.length > most) throw refuse('linkTooLong', { most });
  return wellFormed(fragmentOf(link))
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [key, ...rest] = part.split('=');
      return [decoded(key!), rest.length ? decoded(rest.join('=')) : 'on'] as const;
    });
}

/** Half a character, which only a program can write, cannot be encoded again. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** With a # in front. What needs no encoding in a fragment has none, so that a person can read it. */
export const linkText = (pairs: Pairs): string =>
  `#${pairs.map(([key, value]) => `${encoded(key)}=${encoded(value)}`).join('&')}`;

const encoded = (text: string): string => encodeURIComponent(wellFormed(text)).replace(/%(?:2C|3A|2F|40)/g, decodeURIComponent);
