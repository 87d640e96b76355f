// The losses at the end, or so far.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { ResultTable } from '#src/components/results/result-table.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { resultRows } from '#src/store/shown/results.ts';
import '#src/components/results/result-table.ts';
import { filledRecord } from '../../store/fake-record.ts';
import { expectAccessible, findAll, mount } from '../mount.ts';

describe('result-table', () => {
  const record = filledRecord(lessons[0]!.spec('nano'));
  const rows = resultRows(record, curvesOf(record), undefined);
  const table = (): Promise<ResultTable> =>
    mount(html`<result-table .rows=${rows} finished expected="The smallest wins"></result-table>`);
  it('is accessible', async () => expectAccessible(await table()));
  it('shows mean, spread and n of each arm and what was expected', async () => {
    const element = await table();
    const [first] = findAll(element, 'tbody tr');
    const cells = findAll(first!, 'td').map((cell) => cell.textContent.trim());
    expect(cells.slice(0, 3)).toEqual([rows[0]!.mean.toFixed(3), rows[0]!.deviation.toFixed(3), '3']);
    expect(element.shadowRoot!.textContent).toContain('You expected: “The smallest wins”');
  });
  it('has no spread for one seed', async () => {
    const element = await mount(html`<result-table .rows=${[{ ...rows[0]!, n: 1, deviation: NaN }]}></result-table>`);
    expect(findAll(element, 'td')[1]!.textContent).toBe('–');
  });
});
