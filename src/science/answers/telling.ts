// Answers as sentences that a fifteen-year-old understands: at most one bracket in each, an arm's name once and then its letter, the unit
// once.

import { allDiverged, letterOf } from '#src/experiment/arms.ts';
import { armsOfContrast } from '#src/experiment/asked.ts';
import { fewestSeeds } from '#src/experiment/limits.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatSigned } from '#src/words/numbers.ts';
import { untimedWords } from '../verdict/claims.ts';
import type { Interval } from '../statistics/estimates.ts';
import { decimalsFor, listed, oneLine, range, seeds, side, size, unitOf } from '../verdict/wording.ts';
import type { Answer, Untold } from './answer.ts';

/** What has been said so far is not said again. */
export class Telling {
  private readonly record: ExperimentRecord;
  private readonly named = new Set<number>();
  private unitSaid = false;

  constructor(record: ExperimentRecord) {
    this.record = record;
  }

  /** `B “no residual + first layer”`, and from then on `B`. */
  arm(arm: number): string {
    if (this.named.has(arm)) return letterOf(arm);
    this.named.add(arm);
    return `${letterOf(arm)} “${isolated(oneLine(this.record.arms[arm]!.name))}”`;
  }

  /** ` nats per character`, and from then on nothing. */
  unit(): string {
    if (this.unitSaid) return '';
    this.unitSaid = true;
    return ` ${unitOf(this.record, 0)}`;
  }

  sentence(answer: Answer): string {
    const { contrast, register, guessed } = answer;
    const told = register === 'untold' ? this.untold(answer) : this.found(answer);
    if (guessed === undefined) return told;
    return `${told} You guessed ${contrast.kind === 'share' ? percent(guessed, 0) : guessedWords(answer, guessed)}.`;
  }

  private found(answer: Answer): string {
    switch (answer.contrast.kind) {
      case 'difference':
        return this.difference(answer, answer.contrast);
      case 'share':
        return this.share(answer, answer.contrast);
      case 'trend':
        return this.trend(answer, answer.contrast.arms);
      case 'best':
        return this.difference(answer, { arm: answer.contrast.arm, against: answer.rival! }, 'the best of the others, ');
    }
  }

  private difference(
    answer: Answer,
    { arm, against, equal }: { readonly arm: number; readonly against: number; readonly equal?: 'time' },
    as = '',
  ): string {
    const { register, value, interval, n } = answer;
    const after = equal === 'time' ? 'after equal time, ' : '';
    const who = this.arm(arm);
    const other = (): string => as + this.arm(against);
    const by = (): string => `${size(value!, interval!)}${this.unit()} ${side(value!)} than ${other()}`;
    const level = (): boolean => Number(size(value!, interval!)) === 0;
    const within = `(95 %: ${range(interval!)}, ${seeds(n)})`;
    if (register === 'identical') return capital(`${after}${who} ends exactly like ${other()} with every seed.`);
    if (register === 'small')
      return capital(
        `${after}there is no difference that matters: ${who} ends ${level() ? `level with ${other()}` : by()}, and ${this.margin()} would matter ${within}.`,
      );
    if (register === 'close') return capital(`${after}${who} ended ${by()}${this.doubt(answer)}.`);
    return capital(`${after}${who} ends ${by()} ${within}.`);
  }

  private share({ register, value, interval, n }: Answer, { from, to, by }: { from: number; to: number; by: number }): string {
    const decimals = interval!.high - interval!.low < 0.01 ? 1 : 0;
    const within = `(95 %: ${percents(interval!, decimals)}, ${seeds(n)})`;
    const who = this.arm(by);
    const gap = `what ${this.arm(to)} gives over ${this.arm(from)}`;
    const share = percent(value!, decimals);
    if (register === 'close') return `Whether ${who} wins back any of ${gap} is too close to call: ${share} ${within}.`;
    if (value! < 0) return `${who} wins back less than nothing of ${gap}: ${share} ${within}.`;
    return `${who} wins back ${share} of ${gap} ${within}.`;
  }

  private trend(answer: Answer, arms: readonly number[]): string {
    const { register, value, interval, n, steps, bends } = answer;
    const decimals = decimalsFor(interval!);
    const changes = steps!.map((step) => formatSigned(step, (v) => v.toFixed(decimals)));
    const along = `From each to the next of ${listed(arms.map((arm) => this.arm(arm)))}, the loss changes by ${listed(changes)}${this.unit()}`;
    const bend = `${size(value!, interval!)} ${lessOrMore(value!)} than the first`;
    const within = `(95 %: ${bendRange(interval!)}, ${seeds(n)})`;
    if (register === 'identical') return `${along}: every step helps exactly as much as the first.`;
    if (register === 'small')
      return `${along}: the last step helps as much as the first, or nearly: ${this.margin()} would matter ${within}.`;
    if (register === 'close') return `${along}: the last step helped ${bend}${this.doubt(answer, bendRange(interval!))}.`;
    const steady = bends!.length > 1 && bends!.every((each) => each.interval && each.interval.low > 0);
    return `${along}: ${steady ? 'each step helps less than the one before, the last' : 'the last step helps'} ${bend} ${within}.`;
  }

  private margin(): string {
    const { asked } = this.record;
    return `${String(asked!.margin)}${this.unit()}`;
  }

  /** " in all 3 seeds, but 3 seeds cannot rule out chance: about 4 more would (95 %: …)". */
  private doubt({ n, agree, seedsNeeded: more, interval, contrast }: Answer, within = range(interval!)): string {
    if (contrast.kind === 'difference' && contrast.equal === 'time')
      return `, which may be chance (95 %: ${within}, ${seeds(n)})`;
    const how = agree === undefined ? '' : agree === n ? ` in all ${seeds(n)}` : ` on average, in ${agree} of ${seeds(n)}`;
    const enough = more === undefined ? 'not even a thousand more would' : `about ${Math.max(1, more)} more would`;
    return `${how}, but ${seeds(n)} cannot rule out chance: ${enough} (95 %: ${within})`;
  }

  private untold(answer: Answer): string {
    const { contrast, why, n } = answer;
    const about = this.about(answer);
    if (why === 'few') {
      const few = n === 0 ? 'no seed has finished' : `${seeds(n)} cannot tell`;
      return `${about} is not known yet: ${few}, it takes at least ${fewestSeeds}.`;
    }
    const arms = armsOfContrast(contrast);
    const lost = arms.filter((arm) => allDiverged(this.record.arms[arm]!));
    const reasons: Readonly<Record<Exclude<Untold, 'few'>, string>> = {
      ...untimedWords(letterOf(arms[0]!), letterOf(arms[1]!)),
      diverged: `all seeds of ${listed(lost.map(letterOf))} diverged`,
      incomparable: 'they were not measured on the same text',
      unpaired: 'they were not trained with the same seeds on one GPU',
      noGap: 'it is not certain that there is a gap',
      noBetter: 'there is no gap to win back',
    };
    return `${about} cannot be said: ${reasons[why!]}.`;
  }

  private about({ contrast }: Answer): string {
    switch (contrast.kind) {
      case 'difference': {
        const after = contrast.equal === 'time' ? ' after equal time' : '';
        return `By how much ${this.arm(contrast.arm)} differs from ${this.arm(contrast.against)}${after}`;
      }
      case 'share':
        return `How much ${this.arm(contrast.by)} wins back of what ${this.arm(contrast.to)} gives over ${this.arm(contrast.from)}`;
      case 'best':
        return `Whether ${this.arm(contrast.arm)} ends better than ${listed(contrast.against.map((arm) => this.arm(arm)))}`;
      case 'trend':
        return `Whether each step helps as much as the one before, from ${listed(contrast.arms.map((arm) => this.arm(arm)))},`;
    }
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const percent = (share: number, decimals: number): string => `${signedPercent(share, decimals)} %`;
const signedPercent = (share: number, decimals: number): string =>
  (100 * share)
    .toFixed(decimals)
    .replace(/^-(?=.*[1-9])/, '−')
    .replace(/^-/, '');
const percents = ({ low, high }: Interval, decimals: number): string =>
  `${signedPercent(low, decimals)} to ${signedPercent(high, decimals)} %`;

const lessOrMore = (bend: number): string => (bend < 0 ? 'more' : 'less');

/** "0.07 to 0.15" less, or "0.02 more to 0.05 less". */
function bendRange(interval: Interval): string {
  const [low, high] = [interval.low, interval.high].map((end) => size(end, interval)) as [string, string];
  if (interval.low > 0) return `${low} to ${high}`;
  if (interval.high < 0) return `${high} to ${low}`;
  return `${low} more to ${high} less`;
}

function guessedWords({ contrast }: Answer, guessed: number): string {
  const number = Math.abs(guessed).toFixed(2);
  if (Number(number) === 0) return contrast.kind === 'trend' ? 'as much' : 'no difference';
  return `${number} ${contrast.kind === 'trend' ? lessOrMore(guessed) : side(guessed)}`;
}
