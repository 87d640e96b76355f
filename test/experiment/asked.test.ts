// What is asked of arms follows them when some are gone.

import { describe, expect, it } from 'vitest';
import { askedWithout, type Asked } from '#src/experiment/asked.ts';

const asked: Asked = {
  contrasts: [
    { kind: 'share', id: 'share', from: 0, to: 2, by: 1 },
    { kind: 'difference', id: 'both', arm: 3, against: 2 },
    { kind: 'trend', id: 'trend', arms: [0, 1, 2] },
  ],
  margin: 0.05,
  choices: [
    { id: 'part', sentence: 'Part', contrast: 'share', from: 0, to: 1 },
    { id: 'better', sentence: 'Better', contrast: 'both', to: 0 },
  ],
};

describe('without an arm', () => {
  it('contrasts of it and their choices are gone, and the others follow the arms that moved up', () => {
    expect(askedWithout(asked, 0)).toEqual({
      contrasts: [{ kind: 'difference', id: 'both', arm: 2, against: 1 }],
      margin: 0.05,
      choices: [asked.choices[1]],
    });
    expect(askedWithout(asked, 3)!.contrasts).toEqual([asked.contrasts[0], asked.contrasts[2]]);
  });

  it('the best of several follows them, too', () => {
    const best = { kind: 'best', id: 'best', arm: 3, against: [1, 2] } as const;
    expect(askedWithout({ ...asked, contrasts: [best], choices: [] }, 0)!.contrasts).toEqual([
      { ...best, arm: 2, against: [0, 1] },
    ]);
    expect(askedWithout({ ...asked, contrasts: [best], choices: [] }, 2)).toBeUndefined();
  });

  it('that none names nothing is gone', () => {
    expect(askedWithout(asked, 4)).toEqual(asked);
  });

  it('that all name nothing is left to ask', () => {
    expect(askedWithout(asked, 2)).toBeUndefined();
  });
});
