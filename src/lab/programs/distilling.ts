// A small student: it reads little text of a made-up language and learns the token that followed, or the shares that a large model gives every
// token, or the true ones. Then a small and a large model of a novel in balance: the small one answers where it is sure.

import { curvePassages } from '#src/data/held-out.ts';
import { markovChain } from '#src/data/tasks/markov.ts';
import { unscored, type Source } from '#src/data/windows.ts';
import { baseArm, modelConfig, type ArmConfig } from '#src/experiment/settings.ts';
import { flopsPerToken } from '#src/science/counts.ts';
import { ofRows, type Row } from '../given-rows.ts';
import type { Lab } from '../lab.ts';
import type { Learner } from '../learner.ts';

const looks = 8;

export async function distilling(lab: Lab): Promise<void> {
  await students(lab);
  await cascade(lab);
}

async function students(lab: Lab): Promise<void> {
  const width = lab.setting('width');
  const steps = lab.setting('steps');
  const config: ArmConfig = {
    ...{ ...baseArm, source: 'markov', depth: 2, width, heads: 2, context: 32, batch: lab.setting('batch'), steps },
    ...{ learningRate: (1e-2 * 32) / width, warmup: Math.min(30, Math.floor(steps / 4)) },
  };
  const all = await lab.textSource(config);
  const few = await lab.textSource({ ...config, uniqueText: lab.setting('tokens') });
  const passages = Math.min(curvePassages, all.heldOut.passages);
  const floor = all.floors().find(({ kind }) => kind === 'rule')!.loss;
  /** Of its loss, what the true source would not have: the divergence of its shares from the true ones. */
  const excess = async ({ model }: Learner): Promise<number[]> =>
    Array.from((await model.evaluate([passages]))[0]!, (loss) => loss - floor);

  const teacher = await lab.learner('teacher', {
    config: { ...config, width: 2 * width, learningRate: config.learningRate / 2, steps: lab.setting('teaching') },
    sources: all,
  });
  await teacher.train();
  await teacher.end();
  await lab.measure('teacher', 0, () => excess(teacher));

  const learned = async (
    name: string,
    sharesOf?: (rows: readonly (readonly Row[])[]) => Promise<Float32Array[][]>,
  ): Promise<void> => {
    const student = await lab.learner(name, { config, sources: few, objective: sharesOf ? 'soft' : 'text' });
    for (let look = 1; look <= looks; look++) {
      const until = Math.round((look * steps) / looks);
      if (!sharesOf) await student.train(until);
      while (student.step < until) {
        const rows = lab.seeds.map((seed) => windowsAt(few, config, seed, student.step));
        const shares = await sharesOf!(rows);
        const soft = rows.map((of, r) => of.map((row, i): Row => ({ ...row, shares: shares[r]![i]! })));
        await student.learn(ofRows(student.model.config, config.batch, soft));
      }
      await lab.measure(name, until, () => excess(student));
    }
    await lab.discard(student);
  };
  await learned('hard');
  await learned('soft', (rows) => teacher.model.predictions({ ofEach: rows.map((of) => of.map(({ tokens }) => tokens)) }));
  const { transitions, symbols } = markovChain();
  const trueShares = ({ tokens }: Row): Float32Array => {
    const shares = new Float32Array(tokens.length * symbols);
    for (let t = 1; t < tokens.length; t++) {
      const context = tokens[t - 1]! * symbols + tokens[t]!;
      shares.set(transitions.subarray(context * symbols, (context + 1) * symbols), t * symbols);
    }
    return shares;
  };
  await learned('exact', (rows) => Promise.resolve(rows.map((of) => of.map(trueShares))));
  await lab.discard(teacher);
}

/** The windows that a learner of this source and seed reads at a step. */
function windowsAt(source: Source, { batch, context }: ArmConfig, seed: number, step: number): Row[] {
  return Array.from({ length: batch }, (_, row) => {
    const [tokens, targets] = [new Uint32Array(context), new Uint32Array(context)];
    source.training(seed, step, row, tokens, targets, 0);
    return { tokens, targets };
  });
}

const shares = Array.from({ length: 11 }, (_, i) => i / 10); // of tokens that the large one answers

async function cascade(lab: Lab): Promise<void> {
  const common = { ...baseArm, source: 'novel', context: 32, batch: 16, steps: lab.setting('reading'), warmup: 20 };
  const sizes = { small: lab.setting('small'), large: lab.setting('large') };
  const pair: Learner[] = [];
  const flops: number[] = [];
  let source: Source | undefined;
  for (const [name, width] of Object.entries(sizes)) {
    const depth = name === 'small' ? 1 : lab.setting('depth');
    const config: ArmConfig = {
      ...common,
      depth,
      width,
      heads: Math.max(1, width / 16),
      learningRate: Math.min(0.02, 0.416 / width),
    };
    source ??= await lab.textSource(config);
    const learner = await lab.learner(name, { config, sources: source });
    await learner.train();
    await learner.end();
    pair.push(learner);
    flops.push(flopsPerToken(modelConfig(config, source.vocab)) / 3); // forwards only
  }
  const windows = heldOutWindows(source!, common.context, lab.setting('windows'));
  const found = await Promise.all(pair.map(({ model }) => model.predictions(windows.map(({ tokens }) => tokens))));
  const judged = found.map((of) => of.map((rows) => judgedTokens(rows, windows)));
  for (const share of shares) {
    const right = (): number[] => lab.seeds.map((_, seed) => rightTogether(judged[0]![seed]!, judged[1]![seed]!, share));
    await lab.measure('cascade', Math.round(flops[0]! + share * flops[1]!), right, judged[0]![0]!.length);
  }
  const alone = (model: number) => (): number[] => lab.seeds.map((_, seed) => shareOf(judged[model]![seed]!));
  await lab.measure('small alone', Math.round(flops[0]!), alone(0), judged[0]![0]!.length);
  await lab.measure('large alone', Math.round(flops[1]!), alone(1), judged[0]![0]!.length);
  for (const learner of pair) await lab.discard(learner);
}

interface Judged {
  readonly sure: number; // the share of what it thinks likeliest
  readonly right: boolean;
}

function judgedTokens(rows: readonly Float32Array[], windows: readonly Row[]): Judged[] {
  return windows.flatMap(({ targets }, i) => {
    const vocab = rows[i]!.length / targets.length;
    return Array.from(targets).flatMap((target, t) => {
      if (target === unscored) return [];
      const here = rows[i]!.subarray(t * vocab, (t + 1) * vocab);
      const sure = here.reduce((most, share) => Math.max(most, share), 0);
      return [{ sure, right: here.indexOf(sure) === target }];
    });
  });
}

/** The large one answers this share of the tokens: those of which the small one is least sure. */
function rightTogether(small: readonly Judged[], large: readonly Judged[], share: number): number {
  const order = Array.from(small.keys()).sort((a, b) => small[a]!.sure - small[b]!.sure);
  const handed = new Set(order.slice(0, Math.round(share * order.length)));
  return shareOf(small.map((token, i) => (handed.has(i) ? large[i]! : token)));
}

const shareOf = (tokens: readonly Judged[]): number => tokens.filter(({ right }) => right).length / tokens.length;

function heldOutWindows({ heldOut }: Source, context: number, count: number): Row[] {
  return Array.from({ length: Math.min(count, heldOut.passages) }, (_, place) => {
    const [tokens, targets] = [new Uint32Array(context), new Uint32Array(context)];
    heldOut.write(place, 0, tokens, targets, 0);
    return { tokens, targets };
  });
}
