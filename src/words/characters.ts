// How long a text is: in Unicode code points, wherever characters are counted, allowed or cut off. A pair of surrogates is one.

export function countCharacters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (!endsPair(text, i)) count++;
  return count;
}

/** Nothing of it can be seen: blanks, marks of direction, joiners, fillers. */
export const isBlank = (text: string): boolean => /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]*$/u.test(text);

/** Whether the code unit at i is the second half of a character. */
export function endsPair(text: string, i: number): boolean {
  const unit = text.charCodeAt(i);
  if (unit < 0xdc00 || unit > 0xdfff || i === 0) return false;
  const before = text.charCodeAt(i - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

/** At most so many characters of the text, none of them torn. */
export function firstCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (let count = 0; end < text.length; end++) {
    if (endsPair(text, end)) continue;
    if (count === most) break;
    count++;
  }
  return text.slice(0, end);
}
