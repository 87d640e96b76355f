// Names of any direction within a sentence: isolated, they change no place of what stands around them.

// Letters of scripts that run from right to left (Hebrew to Arabic Extended, their presentation forms, and those of the supplementary
// plane), and the signs that change direction, with which a name could turn the sentence around it.
const turning =
  /[\u{590}-\u{8ff}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{fb1d}-\u{fdff}\u{fe70}-\u{fefe}\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const isolates = /[\u{2066}-\u{2069}]/gu;

/** The name between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (Unicode UAX 9), if it has anything that turns. */
export const isolated = (name: string): string => (turning.test(name) ? `\u{2068}${name.replace(isolates, '')}\u{2069}` : name);
