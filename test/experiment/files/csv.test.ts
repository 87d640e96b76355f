// The CSV of a record: read back by a parser of its own, every point is there once.

import { describe, expect, it } from 'vitest';
import { exportCsv } from '#src/experiment/files/csv.ts';
import { sampleRecord } from '../sample-record.ts';

/** RFC 4180, character by character. */
function parse(csv: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < csv.length; i++) {
    const c = csv[i]!;
    if (quoted && c === '"' && csv[i + 1] === '"') cell += csv[++i]!;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === ',' || c === '\r')) {
      rows.at(-1)!.push(cell);
      cell = '';
      if (c === '\r') i++;
      if (c === '\r') rows.push([]);
    } else cell += c;
  }
  rows.pop();
  return rows;
}

const table = (csv: string): Record<string, string>[] => {
  const [head, ...rows] = parse(csv);
  return rows.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i]!])));
};

describe('a record as CSV', () => {
  it('has a row for every point of every curve', () => {
    const record = sampleRecord();
    const rows = table(exportCsv(record));
    const points = record.arms.flatMap((arm) => arm.runs).flatMap((r) => [...r.train, ...r.validation, [0, r.final]]);
    expect(rows).toHaveLength(points.length);
    expect(rows.map((row) => Number(row['loss']))).toEqual(points.map(([, loss]) => loss));
    expect(rows[0]).toEqual({
      experiment: record.id,
      title: 'Shortcuts',
      started: record.startedAt,
      data: 'A novel',
      device: 'nvidia hopper',
      arm: 'A',
      name: 'no residual',
      baseline: 'false',
      seed: '0',
      status: 'finished',
      curve: 'train',
      step: '1',
      tokens: '1024',
      flop: String(1024 * 2_583_936),
      seconds: '0.05',
      scored: '',
      loss: '4.1744',
    });
    expect(
      rows.filter((row) => row['curve'] === 'final').map((row) => [row['arm'], row['baseline'], row['seed'], row['step']]),
    ).toEqual([
      ['A', 'false', '0', '10'],
      ['A', 'false', '1', '10'],
      ['B', 'true', '0', '10'],
      ['B', 'true', '1', '10'],
    ]);
  });

  it('says on how many held-out tokens a loss was measured, and has every set of the end', () => {
    const record = sampleRecord();
    const run = record.arms[0]!.runs[0]!;
    run.heldOut = { text: '0123456789abcdef', tokens: 4096, context: 64 };
    run.ends = [
      [4096, 3.3512],
      [8192, 3.3519],
    ];
    const rows = table(exportCsv(record)).filter(({ arm, seed }) => arm === 'A' && seed === '0');
    expect(rows.map((row) => [row['curve'], row['scored'], row['loss']])).toEqual([
      ['train', '', '4.1744'],
      ['train', '', '3.3472'],
      ['validation', '4096', '3.3512'],
      ['final', '4096', '3.3512'],
      ['final', '8192', '3.3519'],
    ]);
  });

  it('keeps names as they are, and from being taken for formulas', () => {
    const record = sampleRecord();
    record.title = 'He said "no",\nthen left';
    record.arms[0]!.name = '=1+1';
    const [row] = table(exportCsv(record));
    expect(row!['title']).toBe(record.title);
    expect(row!['name']).toBe("'=1+1");
  });

  it.each([
    ['a line end', '\n=1+1'],
    ['a full-width sign', '＝1+1'],
    ['a blank', ' =1'],
    ['a tab', '\t=1'],
    ['a carriage return', '\r@SUM(1)'],
    ['a blank that does not break', '\u00a0-1'],
    ['a wide blank', '\u3000＋1'],
    ['nothing that is seen', '\u200b\ufeff@SUM(1)'],
    ['a mark of direction', '\u202e=1'],
    ['a quote', '"=1'],
    ['a small sign', '﹫SUM(1)'],
  ])('keeps a name behind %s from being taken for a formula', (_, name) => {
    const record = sampleRecord();
    record.arms[0]!.name = name;
    expect(table(exportCsv(record))[0]!['name']).toMatch(/^'/);
  });

  it('keeps what stands behind another separator or a line end from being taken for a formula', () => {
    const record = sampleRecord();
    for (const separator of [';', '；', '|', '\t', '\n', '\r\n', '\u2028', '; ']) {
      record.arms[0]!.name = `x${separator}=1+1`;
      const [row] = table(exportCsv(record));
      expect(row!['name']).toMatch(/^x.*'\s*=1\+1$/s);
    }
  });

  it.each(['residual + first layer', 'x = 1', 'lr 1e-3; warm-up', "it's", 'שלום (1)', 'a-b', '5 % −'])(
    'leaves %s as it is',
    (name) => {
      const record = sampleRecord();
      record.arms[0]!.name = name;
      expect(table(exportCsv(record))[0]!['name']).toBe(name);
    },
  );

  it('says in its first bytes that it is UTF-8, for spreadsheets', () => {
    const record = sampleRecord();
    expect(exportCsv(record, true)).toBe(`\u{feff}${exportCsv(record)}`);
    expect(exportCsv(record).startsWith('experiment,')).toBe(true);
  });

  it('names the data of each arm, and of an older record at least its source', () => {
    const record = sampleRecord();
    const named = (): string[] => ['A', 'B'].map((arm) => table(exportCsv(record)).find((row) => row['arm'] === arm)!['data']!);
    expect(named()).toEqual(['A novel', 'A novel']);
    record.arms[1]!.config = { ...record.arms[1]!.config, source: 'sort' };
    expect(named()).toEqual(['A novel', 'sort']);
    record.arms[1]!.data = { ...record.data, name: 'Sorting' };
    expect(named()).toEqual(['A novel', 'Sorting']);
  });

  it('of a comparison names where each arm comes from', () => {
    const record = sampleRecord();
    const { id, title, startedAt, data, trainings } = sampleRecord({ id: 'elsewhere', title: 'Another' });
    record.arms[1]!.origin = { id, title, startedAt, data };
    const { device } = trainings[0]!;
    record.trainings.push(...['apple m2', 'intel arc'].map((adapter) => ({ device: { ...device, adapter } })));
    for (const [i, run] of record.arms[1]!.runs.entries()) run.training = i + 1;
    const rows = table(exportCsv(record)).filter((row) => row['arm'] === 'B');
    expect(new Set(rows.map((row) => row['experiment']))).toEqual(new Set(['elsewhere']));
    expect(new Set(rows.map((row) => `${row['seed']} ${row['device']}`))).toEqual(new Set(['0 apple m2', '1 intel arc']));
  });

  it('has its head even if nothing was measured', () => {
    const record = sampleRecord();
    for (const { runs } of record.arms) for (const r of runs) Object.assign(r, { train: [], validation: [], final: undefined });
    expect(parse(exportCsv(record))).toHaveLength(1);
  });
});
