// What is said of learning rates that were tried. Not part of the language that the first page waits for.

import { formatThree } from '../numbers.ts';

export interface RateSaid {
  readonly muon: boolean;
  readonly rate: number;
  readonly tried: number; // how many rates
  readonly edge: 'low' | 'high' | undefined; // at which the best one lies
}

/** "learning rate 0.012, best of 5 tried" */
export function rateInWords({ muon, rate, tried, edge }: RateSaid): string {
  const label = muon ? 'Muon rate' : 'learning rate';
  return `${label} ${formatThree(rate)}, best of ${tried} tried${edge ? `, the ${edge === 'low' ? 'lowest' : 'highest'} of them: a better one may lie beyond` : ''}`;
}

/** The same where there is room for a mark alone. */
export const edgeInWords = 'best learning rate at the edge of those tried';
