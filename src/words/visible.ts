// Characters that would not be seen, or not by themselves, where single ones are named.

const names: Readonly<Record<string, string>> = { '': '·', ' ': '␣', '\n': '⏎', '\t': '⇥', '\r': '␍' };
const unseen = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\p{M}]$/u;

/** A character as it is, as a sign for it, or as its number; a point for none. */
export function visible(character: string): string {
  const name = names[character];
  if (name !== undefined || !unseen.test(character)) return name ?? character;
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
