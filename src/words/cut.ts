// What somebody else wrote, as part of a sentence: on one line, and no longer than a sentence can bear.

/** Characters of a sentence that tells a person what is wrong. */
export const longestSentence = 300;

/** The text on one line; where it is longer, its beginning and an ellipsis. */
export function cut(text: string, most: number): string {
  // First, so that a long text is not searched; a pair of surrogates stays whole.
  const short = text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
  return short.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** To the first full stop, or question or exclamation mark. */
export const firstSentence = (text: string): string => /^.*?[.?!](?= |$)/.exec(text)?.[0] ?? text;

/** Names with commas: those that fit, and how many more there are. */
export function listed(names: readonly string[], most: number): string {
  const told: string[] = [];
  for (const name of names) {
    if (told.length > 0 && [...told, name].join(', ').length > most) break;
    told.push(cut(name, most));
  }
  const more = names.length - told.length;
  return told.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
