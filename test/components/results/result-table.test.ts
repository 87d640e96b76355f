// The losses at the end, or so far.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ResultTable } from '#src/components/results/result-table.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { atOnce } from '#src/store/in-pieces.ts';
import { resultRows } from '#src/store/shown/results.ts';
import { formatCount, formatFlops, formatLoss, formatSeconds, formatWhole } from '#src/words/numbers.ts';
import { filledRecord } from '../../store/fake-record.ts';
import { expectAccessible, find, findAll, mount, words } from '../mount.ts';
import '#src/components/results/result-table.ts';

describe('result-table', () => {
  const record = filledRecord(lessons[0]!.spec('nano'));
  const rows = atOnce(resultRows(record, curvesOf(record), undefined));
  const table = (): Promise<ResultTable> => mount(html`<result-table .rows=${rows} finished></result-table>`);
  it('is accessible', async () => expectAccessible(await table()));
  it('shows mean, spread and n of each arm', async () => {
    const element = await table();
    const lines = findAll(element, 'tbody tr').map((row) => [...row.children].map(words));
    expect(lines.map((cells) => cells.slice(0, 4))).toEqual(
      rows.map(({ name, mean, deviation }) => [name, formatLoss(mean), formatLoss(deviation), '3']),
    );
    expect(lines[0]!.slice(4)).toEqual([
      String(Number(Math.exp(rows[0]!.mean).toPrecision(3))),
      rows[0]!.train.toFixed(3),
      '200',
      formatWhole(rows[0]!.parameters),
      formatCount(rows[0]!.tokens),
      formatFlops(rows[0]!.flops),
      formatSeconds(rows[0]!.seconds),
      formatSeconds(rows[0]!.secondsShare),
    ]);
    expect(words(element)).toMatch(/^Final losses arm/);
  });
  it('marks an arm in the style that was chosen for it, as the charts do', async () => {
    const marked = { ...record, marks: { styles: [4, 1, 2, 3] } };
    const element = await mount(
      html`<result-table .rows=${atOnce(resultRows(marked, curvesOf(marked), undefined))}></result-table>`,
    );
    expect(findAll(element, 'arm-mark').map((mark) => find(mark, 'svg').getAttribute('class'))).toEqual(['e', 'b', 'c', 'd']);
  });
  it('says that it is not the end, and which seeds are out', async () => {
    const element = await mount(html`<result-table .rows=${[{ ...rows[0]!, diverged: 2 }]}></result-table>`);
    expect(words(find(element, 'h2'))).toBe('Losses so far');
    expect(words(find(element, 'tbody th'))).toContain('2 seeds diverged');
  });
  it('has no spread for one seed', async () => {
    const element = await mount(html`<result-table .rows=${[{ ...rows[0]!, n: 1, deviation: NaN }]}></result-table>`);
    expect(findAll(element, 'td')[1]!.textContent).toBe('–');
  });
});
