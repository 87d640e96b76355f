// A verdict as Markdown, to be kept or handed in: the sentences, the numbers behind them, and where they come from.

import { dataNameOf, dataNamesOf, dataOf, letterOf, deviceOf } from '#src/experiment/arms.ts';
import type { DataRecord, DeviceRecord, ExperimentRecord } from '#src/experiment/record.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatLoss, grouped } from '#src/words/numbers.ts';
import type { Comparison, Difference } from './comparisons.ts';
import type { Reach } from './reach.ts';
import type { Ratio } from './time-to-loss.ts';
import { verdictOf, type Verdict } from './verdict.ts';
import { moreSeedsWords, oneLine, range, ratioWords, side, size, unitOf, listed } from './wording.ts';

const none = '–';

export function verdictMarkdown(record: ExperimentRecord): string {
  const verdict = verdictOf(record);
  const { answer, further, predicted, headline, sentences, notes, baseline } = verdict;
  const list = (items: readonly string[]): string => items.map((item) => `- ${escaped(item)}`).join('\n');
  return [
    `# ${escaped(record.title)}`,
    escaped(record.question),
    `**${escaped(answer)}**`,
    list([...further, ...(predicted?.why ? [`Why, as it was thought before: ${predicted.why}`] : [])]),
    `## All arms against ${letterOf(baseline)}`,
    escaped(headline),
    list(sentences),
    table(record, verdict),
    `Losses are means over seeds ± standard deviation, in ${unitOf(record, verdict.baseline)}. Effects are in standard deviations over seeds. “More seeds” would resolve half the difference; its interval is that of the spread, which a few seeds know poorly. Ratios are of what it takes to reach the loss at which ${letterOf(verdict.baseline)} ends to its whole run.`,
    notes.length > 0 && `## Notes\n\n${list(notes)}`,
    `## Where this comes from\n\n${list(provenance(record, verdict))}`,
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join('\n\n')
    .concat('\n');
}

function table(record: ExperimentRecord, verdict: Verdict): string {
  const { arms, baseline, comparisons, adjusted } = verdict;
  const confidence = adjusted ? 'adjusted 95 %' : '95 %';
  const base = letterOf(baseline);
  const header = [
    'arm',
    'final loss',
    'n',
    `difference from ${base} (${confidence})`,
    `at equal time (${confidence})`,
    'effect',
    'more seeds (95 %)',
    'steps (95 %)',
    'tokens (95 %)',
    'FLOPs (95 %)',
    'time (95 %)',
  ];
  const rows = record.arms.map(({ name }, arm) => {
    const { mean, deviation, n } = arms[arm]!;
    const spread = deviation === undefined ? '' : ` ± ${formatLoss(deviation)}`;
    const loss = mean === undefined ? none : `${formatLoss(mean)}${spread}`;
    const comparison = comparisons.find((c) => c.arm === arm);
    const found = comparison ? cells(comparison) : [arm === baseline ? 'baseline' : none];
    return [
      `${letterOf(arm)} ${isolated(escaped(name))}`,
      loss,
      String(n),
      ...found,
      ...Array<string>(header.length - 3 - found.length).fill(none),
    ];
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, i) => (i ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

const cells = ({ outcome, n, end, untimed, equalSeconds, reach }: Comparison): string[] => [
  end?.interval ? difference(end) : (withoutInterval[outcome] ?? `cannot tell yet (n = ${n})`),
  equalSeconds?.interval ? difference(equalSeconds) : end?.interval && untimed ? 'not measured alike' : none,
  end?.effect === undefined ? none : end.effect.toFixed(2),
  end?.interval && outcome !== 'identical' ? moreSeeds(end) : none,
  ...(['steps', 'tokens', 'flops', 'seconds'] as const).map((unit) => ratio(reach, reach?.[unit])),
];

const withoutInterval: Partial<Record<Comparison['outcome'], string>> = { incomparable: 'no verdict', diverged: 'diverged' };

const difference = ({ mean, interval }: Difference): string => `${size(mean, interval!)} ${side(mean)} (${range(interval!)})`;

function moreSeeds(end: Difference): string {
  const [number, range] = moreSeedsWords(end);
  return range ? `${number} (${range})` : number;
}

function ratio(reach: Reach | undefined, found: Ratio | undefined): string {
  if (!reach) return none;
  if (reach.early) return `${reach.early} of ${reach.n} too early`;
  if (reach.lopsided) return 'too lopsided';
  if (reach.reached < reach.n) return reach.reached ? `${reach.reached} of ${reach.n} reached` : 'not reached';
  const words = found && ratioWords(found);
  return words ? `${words[0]} (${words[1]})` : none;
}

function provenance(record: ExperimentRecord, verdict: Verdict): string[] {
  const { size, startedAt, id, version, arms } = record;
  const on = (devices: readonly DeviceRecord[]): string => listed([...new Set(devices.map(deviceName))]);
  const of = ({ name, licence, characters, vocab, validationTokens }: DataRecord): string =>
    `${isolated(name)} (${licence}): ${grouped(characters)} characters, ${vocab} different tokens, ${grouped(validationTokens)} tokens held out`;
  const origins = arms.flatMap((arm, index) =>
    arm.origin
      ? [
          `${letterOf(index)} was taken from “${isolated(arm.origin.title)}” of ${arm.origin.startedAt}: ${on(arm.runs.map((run) => deviceOf(record, run)))}; ${of(dataOf(record, arm))}`,
        ]
      : [],
  );
  return [
    ...(origins.length ? origins : [`Device: ${on(record.trainings.map(({ device }) => device))}`, ...dataLines(record, of)]),
    `Started: ${startedAt}`,
    `Size: ${size}`,
    ...arms.map(({ config: c, parameters, runs }, arm) => {
      const seeds = runs.map(({ seed }) => seed).join(', ');
      const budget = c.budget === 'steps' ? `${grouped(c.steps)} steps` : `${grouped(c.tokens)} tokens`;
      return `${letterOf(arm)}: ${grouped(parameters.total)} parameters, ${budget} of ${c.batch} × ${c.context} tokens, seeds ${seeds}`;
    }),
    `Intervals of differences: Student’s t over seeds, ${verdict.paired ? 'paired' : 'paired or after Welch'}${verdict.adjusted ? ', levels after Holm' : ''}`,
    'Intervals of ratios: of the paired logarithms, Student’s t below 8 seeds, from 8 on the studentised bootstrap with 10,000 fixed resamples',
    'Times per step: the ratios of batches of bursts that ran in turns, Student’s t over batches; gaps in which nothing trained are left out',
    `Plateau record ${id}, version ${version}`,
  ];
}

/** Of each arm, where arms read different data. */
function dataLines(record: ExperimentRecord, of: (data: DataRecord) => string): string[] {
  const names = dataNamesOf(record);
  if (names.length === 1) return [`Data: ${of(record.data)}`];
  return names.map((name) => {
    const readers = record.arms.flatMap((arm, index) => (dataNameOf(record, arm) === name ? [{ arm, index }] : []));
    const data = dataOf(record, readers[0]!.arm);
    return `Data of ${listed(readers.map(({ index }) => letterOf(index)))}: ${data.name === name ? of(data) : name}`;
  });
}

const deviceName = ({ adapter, software, where, kernels }: DeviceRecord): string =>
  [`${adapter}${software ? ' (software)' : ''}`, where, ...(kernels ? [kernels] : [])].join(', ');

/** What somebody typed, so that it says the same in Markdown and changes nothing around it. */
export function escaped(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]<>|&~$]/g, '\\$&')
    .replace(/^[-+#=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}
