// Training by pytorch/: the curve of the engine, the same weights however many processes, and a record that the page takes.

import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseRecord } from '#src/experiment/files/schema.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { flopsPerToken, parameterCounts } from '#src/science/counts.ts';
import { evaluationBudget } from '#src/science/budget.ts';
import { readWeightsFile } from '#src/storage/files/weights-file.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { longText, tiny } from '../tiny.ts';
import { cohortOf, sourceOf, tinyArm } from '../train/tiny.ts';
import { ask, file, folder, listened, plateau, read } from './python.ts';

const arm: ArmConfig = { ...tinyArm, width: 16, context: 16, steps: 50, warmup: 5 };
const text = file('text.txt', longText);
const own = { ...tiny, width: 16, heads: 2, depth: 2, context: 16, batch: 5, stopAfter: 0 };

function specOf(name: string, ...changes: Partial<ArmConfig>[]): string {
  return file(`${name}.json`, { seeds: [3], arms: changes.map((change) => ({ config: { ...own, ...change } })) });
}
const at = (name: string): string => join(folder, name);

const argsOf = (name: string, spec: string): string[] => [
  ...['train', spec, '--out', at(`${name}.json`), '--weights', at(`${name}.safetensors`), '--text', text],
];
/** Trains all of these in one process, which takes longer to start than to train; the weights they end with. */
function trained(...these: readonly (readonly [name: string, spec: string, ...more: string[]])[]): Buffer[] {
  const questions = these.map(([name, spec, ...more]) => ({ what: 'command', args: [...argsOf(name, spec), ...more] }));
  for (const { status, said } of ask<{ status: number; said: string }>(questions)) expect(status, said).toBe(0);
  return these.map(([name]) => readFileSync(at(`${name}.safetensors`)));
}
function trainedByTwo(name: string, spec: string, ...more: string[]): Buffer {
  const done = plateau([...argsOf(name, spec), ...more], { ranks: 2 });
  expect(done.status, done.stderr).toBe(0);
  return readFileSync(at(`${name}.safetensors`));
}
const tensorsOf = (bytes: Buffer): Float32Array => readWeightsFile(bytes).plan.arenas.parameters;

test('50 steps are those of the engine', async () => {
  const changes: Readonly<Record<string, Partial<ArmConfig>>> = {
    'base recipe': {},
    Muon: { optimizer: 'muon' },
    'dropout, muP, decay apart': { dropout: 0.2, rateRule: 'mup', schedule: 'wsd' },
  };
  const configs = Object.entries(changes).map(([name, change]) => ({ name, config: { ...arm, ...change } }));
  trained(...configs.map(({ name, config }) => [name, file(`${name}.spec`, { seeds: [42], arms: [{ config }] })] as const));
  for (const { name, config } of configs) {
    const [run] = parseRecord(read(at(`${name}.json`))).arms[0]!.runs;
    await withErrorScopes(async () => {
      const cohort = await cohortOf(config, [{ seed: 42 }]);
      const losses = (await cohort.train(50)).map(({ loss }) => loss[0]!);
      const [first] = await cohort.model.evaluate([2]);
      await cohort.destroy();
      expect(run!.train, name).toHaveLength(50);
      run!.train.forEach(([step, loss]) =>
        expect(Math.abs(loss - losses[step - 1]!), `${name}, step ${step}`).toBeLessThan(1e-3),
      );
      expect(Math.abs(run!.final! - first![0]!), name).toBeLessThan(1e-3);
    });
  }
});

test('the record says what the page would, and the weights file is a run of it', async () => {
  const spec = specOf('record', { stopAfter: 2, learningRate: 0.05, steps: 60 }, { valueEmbeddings: true, activation: 'swiglu' });
  const [bytes, again] = trained(['record.out', spec], ['again', at('record.out.json')]) as [Buffer, Buffer];
  const record = parseRecord(read(at('record.out.json')));
  expect(record.trainings[0]!.device).toMatchObject({ adapter: 'PyTorch, CPU', software: true });
  for (const { config, vocab, parameters, runs, flopsPerToken: flops } of record.arms) {
    const model = { ...config, vocab };
    expect(parameters).toEqual(parameterCounts(model));
    expect(flops).toBe(flopsPerToken(model));
    const { heldOut } = await sourceOf(config, longText);
    const { evaluations, sets } = evaluationBudget(config, heldOut);
    const [run] = runs;
    expect(evaluations.slice(0, run!.validation.length)).toEqual(run!.validation.map(([step]) => step));
    expect(run!.ends!.map(([tokens]) => tokens)).toEqual(sets.map((passages) => passages * heldOut.scored));
    expect(run!.status).toBe('finished');
    expect(run!.heldOut).toMatchObject({ text: heldOut.text, context: 16 });
  }
  const { record: alone, plan } = readWeightsFile(bytes);
  expect(alone.arms[0]!.runs[0]!.final).toBe(record.arms[1]!.runs[0]!.final);
  expect(plan.step).toBe(totalSteps(record.arms[1]!.config));
  // A record is a spec as well, which knows the text by its checksum.
  expect(again.equals(bytes)).toBe(false); // its time differs
  expect(tensorsOf(again)).toEqual(tensorsOf(bytes));
});

test('two processes equal one, and few rows at once a whole batch', () => {
  const spec = specOf('two', { dropout: 0.2, valueResidual: 'learned' });
  const two = trainedByTwo('two.out', spec, '--rows', '1'); // of five: one rank has a row less
  const [one, few] = trained(['one', spec], ['few', spec, '--rows', '2']) as [Buffer, Buffer];
  const curve = (name: string): number[] => parseRecord(read(at(`${name}.json`))).arms[0]!.runs[0]!.train.map(([, loss]) => loss);
  const [weights, losses] = [tensorsOf(one), curve('one')];
  for (const [name, other] of [['two.out', tensorsOf(two)] as const, ['few', tensorsOf(few)] as const]) {
    expect(Math.max(...weights.map((w, i) => Math.abs(w - other[i]!))), name).toBeLessThan(1e-4);
    curve(name).forEach((loss, i) => expect(Math.abs(loss - losses[i]!), name).toBeLessThan(1e-4));
  }
});

test('a rank that is killed in mid-run goes on to the same weights', async () => {
  const spec = specOf('killing', { steps: 40, dropout: 0.1 });
  const whole = tensorsOf(trainedByTwo('whole', spec));
  let victim = 0;
  let kills = 0;
  const args = ['train', spec, '--out', at('killed.json'), '--weights', at('killed.safetensors'), '--text', text, '--every', '0'];
  const status = await listened(args, { ranks: 2, restarts: 1 }, (line) => {
    victim = Number(/rank 1 of 2, process (\d+)/.exec(line)?.[1] ?? victim);
    if (kills > 0 || !line.includes('kept step 17')) return;
    kills++;
    process.kill(victim, 'SIGKILL');
  });
  expect([status, kills]).toEqual([0, 1]);
  expect(tensorsOf(readFileSync(at('killed.safetensors')))).toEqual(whole);
});

test('a sweep whose rank is killed has each point once, and the page takes it', async () => {
  const spec = file('sweep.json', {
    seeds: [0],
    sweep: { axes: [{ width: [8, 16] }, { steps: [20, 40, 60] }], config: { ...own, heads: 1 } },
  });
  const [ended, twice, said]: [string[], string[], string[]] = [[], [], []];
  let kills = 0;
  let victim = 0;
  let begun = false;
  const args = ['sweep', spec, '--out', at('swept.json'), '--text', text, '--every', '0'];
  const status = await listened(args, { ranks: 2, restarts: 1 }, (line) => {
    said.push(line);
    victim = Number(/rank 1 of 2, process (\d+)/.exec(line)?.[1] ?? victim);
    begun ||= line.includes('rank 1 takes point');
    const [, taken] = /takes point (\d)/.exec(line) ?? [];
    const [, done] = /point (\d) is done/.exec(line) ?? [];
    if (done) ended.push(done);
    if (taken && ended.includes(taken)) twice.push(taken);
    if (kills > 0 || !begun || victim === 0 || !line.includes('kept step')) return;
    kills++;
    process.kill(victim, 'SIGKILL');
  });
  expect([status, kills], said.join('\n')).toEqual([0, 1]);
  expect(twice).toEqual([]);
  const record = parseRecord(read(at('swept.json')));
  expect(record.arms.map(({ name, runs }) => [name, runs.length, runs[0]!.status])).toEqual(
    [8, 16].flatMap((width) => [20, 40, 60].map((steps) => [`width ${width}, steps ${steps}`, 1, 'finished'])),
  );
  // Nothing is left to do, but what is damaged; and the points of one way to compute are not mixed with those of another.
  const taken = (said: string): string[] => [...said.matchAll(/takes point (\d)/g)].map(([, point]) => point!);
  const [again, other] = ask<{ status: number; said: string }>([
    { what: 'command', args },
    { what: 'command', args: [...args, '--bf16'] },
  ]);
  expect([again!.status, taken(again!.said)]).toEqual([0, []]);
  expect([other!.status, other!.said]).toEqual([1, expect.stringMatching(/holds the points of another sweep or of other flags/)]);
  writeFileSync(at('swept.json.points/3.json'), '{"version":3,');
  copyFileSync(at('swept.json.points/0.json'), at('swept.json.points/4.json'));
  const [mended] = ask<{ status: number; said: string }>([{ what: 'command', args }]);
  expect([mended!.status, taken(mended!.said).sort()]).toEqual([0, ['3', '4']]);
  const finals = ({ arms }: typeof record) => arms.map(({ runs }) => runs[0]!.final);
  expect(finals(parseRecord(read(at('swept.json'))))).toEqual(finals(record));
});

test('a checkpoint is gone on with by the same spec and flags only', async () => {
  const spec = specOf('kept', { steps: 40 });
  const args = ['train', spec, '--out', at('kept.out.json'), '--text', text, '--every', '0'];
  let trainer = 0;
  await listened(args, {}, (line) => {
    trainer = Number(/rank 0 of 1, process (\d+)/.exec(line)?.[1] ?? trainer);
    if (line === 'kept step 9') process.kill(trainer, 'SIGKILL');
  });
  expect(existsSync(at('kept.out.json.checkpoint'))).toBe(true);
  const renamed = specOf('renamed', { steps: 41 });
  const answers = ask<{ status: number; said: string }>([
    { what: 'command', args: ['train', renamed, ...args.slice(2)] },
    { what: 'command', args: [...args, '--bf16'] },
    { what: 'command', args },
  ]);
  for (const { status, said } of answers.slice(0, 2))
    expect([status, said]).toEqual([1, expect.stringMatching(/^\S+checkpoint is of another spec or other flags: delete it/)]);
  expect(answers[2]!.status).toBe(0);
  expect(existsSync(at('kept.out.json.checkpoint'))).toBe(false);
});
