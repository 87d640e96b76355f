// Rates that were tried, in a link: 1,2,3:100:0.01:0.005*2.31,0.01*2.3,0.02*- is of arms 1 to 3, in runs of 100 steps, where 0.01 was
// given; 0.02 diverged.

import type { ExperimentSpec } from '#src/experiment/spec.ts';

type Arms = ExperimentSpec['arms'];

export function tunedText(arms: Arms): string {
  const groups = new Map<string, number[]>();
  arms.forEach(({ tuned }, i) => {
    if (!tuned) return;
    const tried = tuned.tried.map(([rate, loss]) => `${rate}*${loss ?? '-'}`).join(',');
    const text = `${tuned.steps}:${tuned.given}:${tried}`;
    groups.set(text, [...(groups.get(text) ?? []), i + 1]);
  });
  return [...groups].map(([text, places]) => `${places.join(',')}:${text}`).join('/');
}

/** What is none of it is left as it is, so that it is refused in words. */
export const tunedIn = (text: string): unknown[] =>
  text.split('/').map((group) => {
    const [arms = '', steps = '', given = '', tried = ''] = group.split(':');
    return {
      arms: arms.split(',').map((place) => numberOr(place, (n) => n - 1)),
      steps: numberOr(steps),
      given: numberOr(given),
      tried: tried.split(',').map((pair) => {
        const [rate = '', loss = ''] = pair.split('*');
        return [numberOr(rate), loss === '-' ? null : numberOr(loss)];
      }),
    };
  });

const numberOr = (text: string, of = (value: number): number => value): unknown =>
  /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? of(Number(text)) : text;
