// What an experiment is asked, and what was guessed before it ran: kept with it, so that it answers wherever it is read. A question is
// a contrast between arms, which are named by their place.

/** In nats per token a difference below 0 means a better arm. All are taken seed by seed. */
export type Contrast =
  | Difference
  /** How much of what `to` gives over `from` does `by` win back? Its number is a share: 0 is none of it, 1 is all. */
  | { readonly kind: 'share'; readonly id: string; readonly from: number; readonly to: number; readonly by: number }
  /**
   * Does each step, from one of three or more arms to the next, help as much as the one before? Its number is what the last step
   * brings less than the first; 0 is as much.
   */
  | { readonly kind: 'trend'; readonly id: string; readonly arms: readonly number[] }
  /** Does an arm end better than all of these? Its number is the loss at which it ends less that of the best of them. */
  | { readonly kind: 'best'; readonly id: string; readonly arm: number; readonly against: readonly number[] };

/** The loss at which an arm ends less that of another; after equal time, where it says so, in place of equal steps. */
interface Difference {
  readonly kind: 'difference';
  readonly id: string;
  readonly arm: number;
  readonly against: number;
  readonly equal?: 'time';
}

/** A sentence to believe in before the run: true if the number of its contrast lies between two values, or beyond one. */
export interface Choice {
  readonly id: string;
  readonly sentence: string;
  readonly contrast: string;
  readonly from?: number;
  readonly to?: number;
}

export interface Asked {
  readonly contrasts: readonly Contrast[]; // the first two are answered first
  readonly margin: number; // nats per token: a difference that is certainly smaller does not matter
  readonly choices: readonly Choice[];
}

/** What a visitor committed to before Start; all of it can be left out. */
export interface Prediction {
  readonly choice?: string; // the id of one of what was asked
  readonly levels?: readonly { readonly arm: number; readonly loss: number }[]; // where arms would end
  readonly spread?: number; // nats between the highest and the lowest seed of an arm at the end
  readonly why?: string;
}

export function armsOfContrast(contrast: Contrast): readonly number[] {
  switch (contrast.kind) {
    case 'difference':
      return [contrast.arm, contrast.against];
    case 'share':
      return [contrast.from, contrast.to, contrast.by];
    case 'trend':
      return contrast.arms;
    case 'best':
      return [contrast.arm, ...contrast.against];
  }
}

/** What can still be asked when an arm is gone: those behind it have moved up. Undefined if nothing can. */
export const askedWithout = (asked: Asked, gone: number): Asked | undefined =>
  askedAmong(asked, (arm) => (arm === gone ? undefined : arm - Number(arm > gone)));

/** What can still be asked of arms that stand elsewhere now, or nowhere. */
export function askedAmong(
  { contrasts, choices, margin }: Asked,
  placeOf: (arm: number) => number | undefined,
): Asked | undefined {
  const left = contrasts
    .filter((contrast) => armsOfContrast(contrast).every((arm) => placeOf(arm) !== undefined))
    .map((contrast) => placed(contrast, (arm) => placeOf(arm)!));
  if (left.length === 0) return undefined;
  const ids = left.map(({ id }) => id);
  return { contrasts: left, choices: choices.filter(({ contrast }) => ids.includes(contrast)), margin };
}

function placed(contrast: Contrast, place: (arm: number) => number): Contrast {
  switch (contrast.kind) {
    case 'difference':
      return { ...contrast, arm: place(contrast.arm), against: place(contrast.against) };
    case 'share':
      return { ...contrast, from: place(contrast.from), to: place(contrast.to), by: place(contrast.by) };
    case 'trend':
      return { ...contrast, arms: contrast.arms.map(place) };
    case 'best':
      return { ...contrast, arm: place(contrast.arm), against: contrast.against.map(place) };
  }
}
