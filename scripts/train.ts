// The headless twin of the page: trains an experiment in Node through Dawn and writes the same JSON that the page exports.

import '../src/gpu/float16.ts';
import { basename } from 'node:path';
import { decodeText } from '#src/data/text.ts';
import { exportStudy } from '#src/experiment/study/study-file.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { checkFile } from '#src/experiment/files/schema.ts';
import { newId } from '#src/experiment/identity.ts';
import { largestText, longestName } from '#src/experiment/limits.ts';
import { hasEnded, isEnded, type ExperimentRecord, type RunRecord } from '#src/experiment/record.ts';
import { baseArm, totalSteps, type ArmConfig } from '#src/experiment/settings.ts';
import { settingsFrom, specFrom, type ExperimentSpec } from '#src/experiment/spec.ts';
import { mergedSweeps } from '#src/experiment/sweep/merged-sweeps.ts';
import { bestRates, rateCheck, ratesTold, withBestRates } from '#src/experiment/sweep/rate-check.ts';
import { withSettings } from '#src/experiment/sweep/tuned.ts';
import type { Sweep } from '#src/experiment/sweep/sweep.ts';
import type { Size } from '#src/lessons/lesson.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { studies } from '#src/lessons/studies.ts';
import type { StudyLesson } from '#src/lessons/study-lesson.ts';
import { readLink } from '#src/links/link.ts';
import { firstCharacters } from '#src/words/characters.ts';
import { formatNumber } from '#src/words/numbers.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { checkExperiment } from '#src/session/check.ts';
import { toTrain } from '#src/session/cohorts.ts';
import type { Progress, SessionListener, SessionState } from '#src/session/events.ts';
import { leftFor } from '#src/session/new-record.ts';
import { openSession, type SessionHost } from '#src/session/open.ts';
import { weightsFile } from '#src/storage/files/weights-file.ts';
import { merging } from '#src/words/english/merging.ts';
import { learn } from '#src/words/language.ts';
import { sentenceOf } from '#src/words/message.ts';
import { rateInWords } from '#src/words/english/tried-rates.ts';
import { help, parse, type Arguments } from './arguments.ts';
import { checkOutputs, readBytes, readJsonFile, shown, standardOutput, write } from './files.ts';
import { headlessHost, ownText, withTextsAtHand } from './headless.ts';
import { studied, studyOf } from './study.ts';
import { tell } from './tell.ts';

const sizes: readonly Size[] = ['test', 'nano', 'standard', 'large'];

async function main(given: Arguments): Promise<void> {
  const experiments = [...[...lessons, ...studies].map((l) => l.id), 'own'];
  if (given.help) {
    process.stdout.write(`${help(experiments)}\n`);
    return;
  }
  if (given.merge !== undefined) return merge(given.merge, given);
  const study = studies.find(({ id }) => id === given.experiment);
  if (study) return runStudy(study, given);
  if (given.set.length > 0) throw new Error('--set is for lessons after pre-training; other settings have flags of their own.');
  const from = given.sweep === undefined ? specOf(given, experiments) : sweepIn(given.sweep, given);
  const check = given.tune ? checkOf(from) : undefined;
  for (const each of [from, ...(check ? [check] : [])]) checkExperiment('record' in each ? each.record : toTrain(each));
  const text =
    given.text === undefined
      ? undefined
      : { name: firstCharacters(basename(given.text), longestName), text: decodeText(readBytes(given.text, largestText)) };
  checkOutputs({ '--json': given.json, '--weights': given.weights }, [given.config, given.text]);
  const bar = new ProgressBar(given.quiet);
  // A sweep takes long: what is done of it is on the disk while the rest is trained.
  const keep: SessionHost['save'] = async (record) => {
    if (given.json !== undefined && given.json !== standardOutput && record().sweep) write(given.json, exportRecord(record()));
  };
  const host = { ...(await headlessHost(bar, text, keep)), allHeldOut: given.allWindows };
  const begun = 'record' in from ? { record: leftFor(from.record, host.device), plans: [] } : await tuned(from, check, host);
  if (!begun) return;
  const session = await openSession(host, 'record' in from ? from.record.id : newId(), begun);
  const { record } = session;
  exportRecord(record); // what could not be written at the end is refused at the beginning
  const stop = (): void => session.stop();
  process.once('SIGINT', stop);
  await session.run();
  process.off('SIGINT', stop);
  bar.close();
  if (given.json === standardOutput) process.stdout.write(`${exportRecord(record)}\n`);
  else if (given.json !== undefined) write(given.json, exportRecord(record));
  if (given.weights !== undefined) {
    const arm = record.arms.length - 1;
    write(given.weights, weightsFile(record, arm, 0, (await session.tensors(arm, 0))!));
  }
  for (const arm of record.arms)
    for (const r of arm.runs) {
      const of = (loss: number | undefined, tokens: number | undefined): string =>
        `${loss?.toFixed(4) ?? '–'} nats on ${formatNumber(tokens ?? 0)} held-out tokens`;
      const [tokens, final] = r.ends?.at(-1) ?? [];
      const apart = final === undefined || tokens === r.heldOut?.tokens ? '' : `, at the end ${of(final, tokens)}`;
      process.stderr.write(
        `${arm.name}, seed ${r.seed}: ${of(r.validation.at(-1)?.[1], r.heldOut?.tokens)}${apart} (${r.status}, ${r.seconds.toFixed(1)} s)\n`,
      );
    }
  const { answer, further, headline, sentences } = verdictOf(record);
  for (const sentence of new Set([answer, ...further, headline, ...sentences])) process.stderr.write(`${sentence}\n`);
}

/** A lesson about what comes after pre-training. */
async function runStudy(lesson: StudyLesson, given: Arguments): Promise<void> {
  const { json, quiet } = given;
  const size = sizes.find((s) => s === given.size);
  if (!size) throw new Error(`--size must be one of ${sizes.join(', ')}.`);
  const spec = studyOf(lesson, size, given.seeds, given.set);
  checkOutputs({ '--json': json }, []);
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once('SIGINT', abort);
  const record = await studied(spec, lesson, stop.signal, quiet);
  process.off('SIGINT', abort);
  if (json === standardOutput) process.stdout.write(`${exportStudy(record)}\n`);
  else if (json !== undefined) write(json, exportStudy(record));
  for (const sentence of lesson.answer(record)) process.stderr.write(`${sentence}\n`);
}

/** Two records of a sweep as one: nothing is trained, so no GPU is looked for. */
function merge(path: string, { sweep, json }: Arguments): void {
  if (sweep === undefined || json === undefined)
    throw new Error('--merge needs --sweep, the record that it is joined to, and --json, where both are written as one.');
  learn(merging);
  const [first, second] = [sweep, path].map((file) => checkFile(readJsonFile(file)));
  const record = mergedSweeps(first!, second!, newId());
  checkOutputs({ '--json': json }, [path]);
  if (json === standardOutput) process.stdout.write(`${exportRecord(record)}\n`);
  else write(json, exportRecord(record));
  process.stderr.write(`${sentenceOf(record.reason!)}\n`);
}

/** What tries the rates of what is to be trained. */
function checkOf(from: ExperimentSpec | { readonly record: ExperimentRecord }): ExperimentSpec {
  if ('record' in from) throw new Error('--tune: a sweep that was begun keeps its rates.');
  const check = rateCheck(from);
  if (!check) throw new Error('--tune: there is nothing to try, since the rates are an axis of the sweep or were tried before.');
  return check;
}

/** With the best of the rates that are tried first, if they are to be; undefined if that was stopped. */
async function tuned(
  spec: ExperimentSpec,
  check: ExperimentSpec | undefined,
  host: SessionHost,
): Promise<ExperimentSpec | undefined> {
  if (!check) return spec;
  process.stderr.write(`Trying learning rates: ${check.arms.length} points × ${check.seeds.length} seeds.\n`);
  const session = await openSession({ ...host, save: () => Promise.resolve() }, newId(), check);
  const stop = (): void => session.stop();
  process.once('SIGINT', stop);
  await session.run();
  process.off('SIGINT', stop);
  const { record } = session;
  await session.destroy();
  if (record.status === 'stopped') return undefined;
  const found = withBestRates(spec, bestRates(record));
  for (const { arms, ...said } of ratesTold(found.arms))
    process.stderr.write(`${arms.map((arm) => found.arms[arm]!.name).join('; ')}: ${rateInWords(said)}\n`);
  return found;
}

/** What is asked for, with the flags that hold for every arm. */
function specOf(given: Arguments, experiments: readonly string[]): ExperimentSpec {
  const spec = given.link === undefined ? chosen(given, experiments) : linked(given.link, given.config);
  const arms = withData(
    spec.arms.map((arm) => withSettings(arm, given.changes)),
    given.text !== undefined,
  );
  const separate = given.separate || spec.separate;
  return {
    ...spec,
    arms,
    ...(separate && { separate }),
    ...(given.seeds !== undefined && { seeds: Array.from({ length: given.seeds }, (_, i) => i) }),
  };
}

/** A sweep to begin, or one that was begun, perhaps elsewhere. */
function sweepIn(path: string, given: Arguments): ExperimentSpec | { readonly record: ExperimentRecord } {
  if (given.link !== undefined || given.config !== undefined)
    throw new Error('--sweep says what to train: --link and --config do as well.');
  const json = readJsonFile(path);
  const { version, sweep } = (json ?? {}) as { readonly version?: unknown; readonly sweep?: Partial<Sweep> };
  if (sweep === undefined) throw new Error(`${shown(path)} must hold { "sweep": { "axes": […] } }, or the record of a sweep.`);
  if (version !== undefined) {
    const record = checkFile(json);
    if (hasEnded(record)) throw new Error(`${shown(path)} has all its points already.`);
    return { record };
  }
  const spec = specFrom(json, given.changes);
  const twice = Object.keys(given.changes).find((key) => spec.sweep!.axes.some((axis) => key in axis));
  if (twice) throw new Error(`${twice} is an axis of the sweep: leave its flag out, or the axis.`);
  return {
    ...spec,
    arms: withData(spec.arms, given.text !== undefined),
    ...(given.seeds !== undefined && { seeds: Array.from({ length: given.seeds }, (_, i) => i) }),
  };
}

/** A lesson, or the base recipe, as a config changes it. */
function chosen({ experiment, size: wanted, config, changes }: Arguments, experiments: readonly string[]): ExperimentSpec {
  if (!experiments.includes(experiment)) throw new Error(`--experiment must be one of ${experiments.join(', ')}.`);
  const size = sizes.find((s) => s === wanted);
  if (!size) throw new Error(`--size must be one of ${sizes.join(', ')}.`);
  const base: ExperimentSpec = lessons.find((l) => l.id === experiment)?.spec(size) ?? {
    experiment: 'own',
    title: 'Your own',
    question: '',
    size: 'own',
    seeds: [0],
    arms: [{ name: 'A', config: baseArm }],
  };
  return config === undefined ? base : specIn(config, base, changes);
}

function linked(link: string, config: string | undefined): ExperimentSpec {
  if (config !== undefined) throw new Error('--link and --config both say what to train: give one of them.');
  const { spec, ignored } = readLink(link);
  if (!spec)
    throw new Error('--link must be a link of this page that sets up an experiment, such as "#lesson=shortcuts&size=nano".');
  if (ignored) process.stderr.write(`${sentenceOf(ignored)}\n`);
  return spec;
}

/** On the text that was given, or on what is here in place of what is not. */
const withData = (arms: ExperimentSpec['arms'], ownTextGiven: boolean): ExperimentSpec['arms'] =>
  ownTextGiven ? arms.map((arm) => withSettings(arm, { source: ownText })) : withTextsAtHand(arms);

/** A file holds an experiment, `{ "arms": […] }` and what else it says of it, or settings for every arm of `base`. */
function specIn(path: string, base: ExperimentSpec, changes: Partial<ArmConfig>): ExperimentSpec {
  const json = readJsonFile(path);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Error(`${shown(path)} must hold a JSON object of settings, or { "arms": […] }.`);
  const { baseline: _, asked: __, ...about } = base; // those of other arms
  if ('arms' in json) return specFrom({ ...about, ...json }, changes);
  const settings = settingsFrom(json);
  return specFrom({ ...base, arms: base.arms.map((arm) => withSettings(arm, settings)) }, changes);
}

/** Progress on standard error: a bar that redraws itself on a terminal, a line at every tenth elsewhere. */
class ProgressBar implements SessionListener {
  private readonly quiet: boolean;
  private record: ExperimentRecord | undefined;
  private tenths = 0;

  constructor(quiet: boolean) {
    this.quiet = quiet;
  }
  begun(record: ExperimentRecord): void {
    this.record = record;
    this.tenths = 0;
  }
  points(): void {}
  samples(): void {}
  floors(): void {}
  inside(): void {}
  keeping(): void {}
  state({ message }: SessionState): void {
    if (message && !this.quiet) process.stderr.write(`${sentenceOf(message)}\n`);
  }
  progress({ arms, secondsLeft }: Progress): void {
    if (this.quiet) return;
    const all = this.record!.arms;
    const steps = all.reduce((sum, { config }) => sum + totalSteps(config), 0);
    const done = all.reduce((sum, { config, runs }) => sum + stepsOf(config, runs), 0) / steps;
    const speed = Math.round(arms.reduce((sum, a) => sum + a.tokensPerSecond, 0) / Math.max(arms.length, 1));
    const line = `${Math.round(100 * done)} % · ${all.length} arms · ${speed} tokens/s · ${Math.ceil(secondsLeft)} s left`;
    if (process.stderr.isTTY) {
      const filled = Math.round(30 * done);
      process.stderr.write(`\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${line}   `);
    } else if (Math.floor(10 * done) > this.tenths) {
      this.tenths = Math.floor(10 * done);
      process.stderr.write(`${line}\n`);
    }
  }
  close(): void {
    if (!this.quiet && process.stderr.isTTY) process.stderr.write('\n');
  }
}

/** Of the run that is furthest behind; a diverged one has none left. */
const stepsOf = (config: ArmConfig, runs: readonly RunRecord[]): number =>
  Math.min(...runs.map((run) => (isEnded(run) ? totalSteps(config) : run.tokens / (config.batch * config.context))));

await tell(() => main(parse(process.argv.slice(2))));
