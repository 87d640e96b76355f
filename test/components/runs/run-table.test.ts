// The table of runs: drawn in part, walked by keys, marked, selected, compared, deleted.

import { html } from 'lit';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunGrid } from '#src/components/runs/run-grid.ts';
import type { RunsCompared } from '#src/components/runs/run-selection.ts';
import type { RunTable } from '#src/components/runs/run-table.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { connect } from '#src/store/connect.ts';
import * as history from '#src/store/kept/history.ts';
import { setPinned } from '#src/store/kept/marking.ts';
import * as table from '#src/store/kept/table.ts';
import * as session from '#src/store/shown/session.ts';
import { fakeExperiments, type FakeExperiments } from '../../store/fake-experiments.ts';
import { filledRecord, pairSpec } from '../../store/fake-record.ts';
import { fakeSetups } from '../../store/fake-setups.ts';
import { fakeWorker } from '../../store/fake-worker.ts';
import { choose, expectAccessible, find, findAll, frames, heard, mount, type, words } from '../mount.ts';
import '#src/components/runs/run-table.ts';

let disk: FakeExperiments;
let disconnect: () => void;

/** Eight runs each, the first made last. */
const experiments = (count: number): ExperimentRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    ...filledRecord(pairSpec(i % 3), i % 3 === 1 ? 0.4 : 1, `run-${i}`),
    startedAt: new Date(Date.UTC(2026, 10, 22) - i * 86_400_000).toISOString(),
  }));

async function shown(records: readonly ExperimentRecord[] = experiments(3)): Promise<RunTable> {
  disconnect?.();
  await session.reset();
  table.search.set('');
  table.groupBy('experiment');
  table.sorting.set(undefined);
  table.selected.set(new Set());
  table.opened.set(undefined);
  disk = fakeExperiments(records);
  disconnect = await connect({ worker: fakeWorker(0), experiments: disk, setups: fakeSetups() });
  const element = await mount<RunTable>(html`<run-table></run-table>`);
  await frames(2);
  return element;
}

const gridOf = (element: RunTable): RunGrid => find<RunGrid>(element, 'run-grid');
const rowOf = (element: RunTable, key: string): HTMLElement =>
  gridOf(element).shadowRoot!.querySelector<HTMLElement>(`tr[data-key="${key}"]`)!;
const keysDrawn = (element: RunTable): string[] => findAll(element, 'run-grid tr[data-key]').map((row) => row.dataset['key']!);
const focused = (element: RunTable): string | undefined =>
  (gridOf(element).shadowRoot!.activeElement as HTMLElement | null)?.closest<HTMLElement>('tr')?.dataset['key'];
const text = (element: RunTable, path: string): string => words(find(element, path));
const press = (key: string): boolean => {
  let target: Element | null = document.activeElement;
  while (target?.shadowRoot?.activeElement) target = target.shadowRoot.activeElement;
  return target!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
};

beforeEach(() => localStorage.clear());

describe('accessibility', () => {
  it('holds when it is empty, and full', async () => {
    await expectAccessible(await shown([]));
    await expectAccessible(await shown(experiments(1)));
  });

  it('holds with details, a selection, and something deleted', async () => {
    const element = await shown(experiments(2));
    await history.remove(['run-1']);
    table.select(['run-0.0.0'], true);
    rowOf(element, 'run-0.1.1').querySelector<HTMLElement>('.name button')!.click();
    await vi.waitFor(() => find(element, 'run-detail h3'));
    await expectAccessible(element);
  });

  it('holds in groups, sorted, pinned, and with a search that cannot be understood', async () => {
    const element = await shown(experiments(1));
    await setPinned([{ id: 'run-0', arm: 0, run: 0 }], true);
    table.groupBy('arm');
    table.sortBy('loss');
    table.search.set('has=this residual=on');
    await expectAccessible(element);
  });
});

describe('1,000 runs', () => {
  it('are never blank, wherever one scrolls to', async () => {
    const element = await shown(experiments(125));
    expect(text(element, '.count')).toBe('1,000 runs');
    const region = find(element, 'run-grid .region');
    const grid = gridOf(element).shadowRoot!;
    expect(Number(find(element, 'run-grid table').getAttribute('aria-rowcount'))).toBe(1000 + 125 + 1);
    const far = region.scrollHeight - region.clientHeight;
    for (const share of [0.5, 0.03, 1, 0.77, 0, 0.999, 0.25, 0.26]) {
      region.scrollTop = share * far;
      await frames(1);
      const { left, top } = region.getBoundingClientRect();
      for (let y = top + 42; y < Math.min(top + region.clientHeight, innerHeight); y += 8) {
        const row = grid.elementFromPoint(left + 60, y)?.closest<HTMLElement>('tr');
        expect(row?.dataset['key'], `at ${y} after scrolling to ${region.scrollTop}`).toBeDefined();
      }
      expect(keysDrawn(element).length).toBeLessThan(120);
    }
  });

  it('keep their places when others arrive above', async () => {
    const element = await shown(experiments(125));
    const region = find(element, 'run-grid .region');
    region.scrollTop = 9000;
    await frames(2);
    const seen = (): string[] => {
      const { top, bottom } = region.getBoundingClientRect();
      const inView = (row: Element): boolean =>
        row.getBoundingClientRect().top > top + 40 && row.getBoundingClientRect().bottom < bottom;
      return findAll(element, 'run-grid tr[data-key]')
        .filter(inView)
        .map((row) => row.dataset['key']!);
    };
    const before = seen();
    expect(before.length).toBeGreaterThan(3);
    disk.kept.set('new', { ...experiments(1)[0]!, id: 'new', startedAt: '2027-01-01T00:00:00.000Z' });
    disk.changed('new');
    await vi.waitFor(() => expect(table.rows.get()).toHaveLength(1008));
    await frames(2);
    expect(seen()).toEqual(before);
    type(find<HTMLInputElement>(element, 'run-filter input'), 'width');
    await vi.waitFor(() => expect(region.scrollTop).toBe(0)); // another list is read from its top
  });
});

describe('keys', () => {
  it('walk the rows, unfold, select and open; Tab reaches one row only', async () => {
    const element = await shown();
    const stops = (): HTMLElement[] => findAll(element, 'run-grid tbody tr[tabindex="0"]');
    expect(stops()).toHaveLength(1);
    stops()[0]!.focus();
    expect(focused(element)).toBe('group run-0');
    press('ArrowDown');
    await vi.waitFor(() => expect(focused(element)).toBe('run-0.0.0'));
    press(' ');
    expect(table.selected.get()).toEqual(new Set(['run-0.0.0']));
    await vi.waitFor(() => expect(rowOf(element, 'run-0.0.0').getAttribute('aria-selected')).toBe('true'));
    expect(stops()).toHaveLength(1);
    for (const control of findAll(element, 'run-grid tbody button'))
      expect(control.tabIndex).toBe(control.closest('tr')!.tabIndex);
    press('ArrowLeft');
    await vi.waitFor(() => expect(focused(element)).toBe('group run-0'));
    press('ArrowLeft');
    await vi.waitFor(() => expect(rowOf(element, 'group run-0').getAttribute('aria-expanded')).toBe('false'));
    press('ArrowRight');
    await vi.waitFor(() => expect(rowOf(element, 'group run-0').getAttribute('aria-expanded')).toBe('true'));
    press('End');
    await vi.waitFor(() => expect(focused(element)).toBe('run-2.3.1'));
    press('Enter');
    await vi.waitFor(() => expect(find(element, 'run-detail').shadowRoot!.activeElement?.id).toBe('heading'));
    press('Escape');
    await vi.waitFor(() => expect(focused(element)).toBe('run-2.3.1'));
    expect(findAll(element, 'run-detail')).toEqual([]);
  });

  it('reach every one of 1,000 runs, and lose no row that is scrolled away', async () => {
    const element = await shown(experiments(125));
    rowOf(element, 'group run-0').focus();
    press('End');
    await vi.waitFor(() => expect(focused(element)).toBe('run-124.3.1'));
    find(element, 'run-grid .region').scrollTop = 0;
    await frames(2);
    expect(focused(element)).toBe('run-124.3.1');
    press('ArrowUp');
    await vi.waitFor(() => expect(focused(element)).toBe('run-124.3.0'));
    await frames(2);
    const region = find(element, 'run-grid .region').getBoundingClientRect();
    const row = rowOf(element, 'run-124.3.0').getBoundingClientRect();
    expect(row.bottom).toBeLessThanOrEqual(region.bottom + 1);
    expect(row.top).toBeGreaterThan(region.top + 39);
  });

  it('stay with a row that is pinned, and with the next when it is deleted', async () => {
    const element = await shown();
    const pin = rowOf(element, 'run-1.1.0').querySelector<HTMLButtonElement>('[aria-label^=pin]')!;
    rowOf(element, 'run-1.1.0').focus(); // so that its buttons are shown
    pin.focus();
    pin.click();
    await vi.waitFor(() => expect(keysDrawn(element).slice(0, 2)).toEqual(['group pinned', 'run-1.1.0']));
    expect(focused(element)).toBe('run-1.1.0');
    const more = find(element, 'run-grid experiment-line .more'); // on a screen as narrow as a phone's
    more.focus();
    more.click();
    const remove = find(element, 'run-grid experiment-line [aria-label^=delete]');
    await vi.waitFor(() => expect(remove.checkVisibility()).toBe(true));
    remove.focus();
    remove.click();
    await vi.waitFor(() => expect(keysDrawn(element)).not.toContain('group run-0'));
    // On its row, not on the button that would delete the next one.
    expect(gridOf(element).shadowRoot!.activeElement).toBe(rowOf(element, 'group run-1'));
  });
});

describe('the head', () => {
  it('sorts both ways and says so', async () => {
    const element = await shown();
    const head = (): HTMLElement => findAll(element, 'run-grid thead th').find((th) => th.textContent.includes('Loss'))!;
    head().querySelector('button')!.click();
    await vi.waitFor(() => expect(head().getAttribute('aria-sort')).toBe('ascending'));
    head().querySelector('button')!.click();
    await vi.waitFor(() => expect(head().getAttribute('aria-sort')).toBe('descending'));
    head().querySelector('button')!.click();
    await vi.waitFor(() => expect(head().hasAttribute('aria-sort')).toBe(false));
  });

  it('has a column for each field that differs among what is shown', async () => {
    const element = await shown();
    const columns = (): string[] => findAll(element, 'run-grid thead th').map((th) => th.textContent.trim());
    expect(columns()).toContain('Residual');
    type(find<HTMLInputElement>(element, 'run-filter input'), 'parameters');
    await vi.waitFor(() => expect(text(element, '.count')).toBe('24 runs, 8 shown'));
    await vi.waitFor(() => expect(columns()).not.toContain('Residual'));
    expect(columns()).toContain('Width');
    const cells = (key: string): string[] => [...rowOf(element, key).children].map((cell) => cell.textContent.trim());
    expect(cells('run-1.2.0')[columns().indexOf('Width') + 1]).toBe('32');
    const { losses } = table.rows.get().find(({ key }) => key === 'run-1.2.0')!;
    expect(cells('run-1.2.0')[2]).toBe(losses.last.toFixed(3));
  });
});

describe('the filter', () => {
  it('is written by two lists for those who do not know how', async () => {
    const element = await shown();
    const [field, value] = findAll<HTMLSelectElement>(element, 'run-filter select');
    choose(field!, 'width');
    await vi.waitFor(() => expect(value!.disabled).toBe(false));
    choose(value!, '16');
    await vi.waitFor(() => expect(text(element, '.count')).toBe('24 runs, 2 shown'));
    expect(find<HTMLInputElement>(element, 'run-filter input').value).toBe('width=16');
  });

  it('says what it cannot understand', async () => {
    const element = await shown();
    const input = find<HTMLInputElement>(element, 'run-filter input');
    type(input, 'wdith=48');
    await vi.waitFor(() => expect(text(element, 'run-filter .wrong')).toContain('“wdith” is not a field'));
    expect(text(element, '.count')).toBe('24 runs');
    expect(input.getAttribute('aria-describedby')).toBe('problem');
  });
});

describe('a selection', () => {
  it('across experiments is compared, up to as many arms as an experiment has', async () => {
    const element = await shown(experiments(4));
    for (const key of ['run-0.0.0', 'run-2.3.1']) rowOf(element, key).querySelector('input')!.click();
    await vi.waitFor(() => expect(text(element, 'run-selection b')).toBe('2 runs selected'));
    const compared = heard<RunsCompared>(element, 'runs-compared');
    find(element, 'run-selection button').click();
    expect((await compared).runs).toEqual([
      { id: 'run-0', arm: 0, run: 0 },
      { id: 'run-2', arm: 3, run: 1 },
    ]);
    find(element, 'run-grid thead input').click();
    await vi.waitFor(() =>
      expect(find(element, 'run-selection').shadowRoot!.textContent).toContain(
        'At most 12 arms can be compared; these runs belong to 16.',
      ),
    );
    expect(find<HTMLButtonElement>(element, 'run-selection button').disabled).toBe(true);
  });

  it('is deleted with the experiments it is in, and all of them come back', async () => {
    const element = await shown();
    table.select(['run-0.0.0', 'run-0.0.1', 'run-2.1.0'], true);
    const remove = (): HTMLElement => findAll(element, 'run-selection button').find((b) => b.textContent.includes('Delete'))!;
    await vi.waitFor(() => expect(remove().textContent.trim()).toBe('Delete 2 experiments, 16 runs'));
    expect(text(element, 'run-selection #delete')).toContain('hide them instead');
    remove().click();
    await vi.waitFor(() => expect(text(element, '.undo')).toBe('2 experiments, 16 runs were deleted. Undo'));
    expect([...disk.kept.keys()]).toEqual(['run-1']);
    find(element, '.undo button').click();
    await vi.waitFor(() => expect(text(element, '.count')).toBe('24 runs'));
    expect(findAll(element, '.undo')).toEqual([]);
  });

  it('is hidden at once, and the table says what that means', async () => {
    const element = await shown();
    table.select(['run-0.0.0', 'run-2.1.0'], true);
    const hide = (): HTMLElement =>
      findAll(element, 'run-selection button').find((b) => /^(Hide|Show)$/.test(b.textContent.trim()))!;
    await vi.waitFor(() => hide().click());
    await vi.waitFor(() => expect(hide().textContent).toBe('Show'));
    expect(disk.kept.get('run-0')!.marks!.runs).toEqual([{ arm: 0, run: 0, hidden: true }]);
    expect(element.shadowRoot!.textContent).toMatch(/2 runs\s+are hidden: not drawn on the chart, but counted/);
    expect(rowOf(element, 'run-0.0.0').textContent).toContain('hidden');
  });
});

describe('the details of a run', () => {
  async function opened(key: string): Promise<{ element: RunTable; detail: HTMLElement }> {
    const element = await shown();
    rowOf(element, key).querySelector<HTMLElement>('.name button')!.click();
    await vi.waitFor(() => find(element, 'run-detail chart-frame canvas'));
    return { element, detail: find(element, 'run-detail') };
  }
  const button = (detail: HTMLElement, name: string): HTMLElement =>
    findAll(detail, 'button').find((b) => b.textContent.trim() === name)!;

  it('begin with what differs from the baseline', async () => {
    const { detail } = await opened('run-0.1.1');
    expect(find(detail, 'h4').textContent).toBe('What differs from A, no residual');
    expect(find(detail, 'li').textContent).toBe('First-layer shortcut off → on');
    expect(find(detail, 'chart-frame').getAttribute('label')).toMatch(/from \d\.\d{3} to \d\.\d{3} at step 200/);
    expect(detail.shadowRoot!.textContent).toContain('Only seed 0 of this arm wrote texts.');
    expect(findAll(detail, '.text')).toEqual([]);
    expect(findAll(detail, 'details dt').map((dt) => dt.textContent)).toContain('Learning rate');
  });

  it.each([
    [[3, 2, 4], 'learning rate 0.02, best of 3 tried'],
    [[2, 3, 4], 'learning rate 0.01, best of 3 tried, the lowest of them: a better one may lie beyond'],
    [[4, 3, 2], 'learning rate 0.04, best of 3 tried, the highest of them: a better one may lie beyond'],
  ] as const)('tell of rates that were tried: losses %o', async (losses, told) => {
    const { detail } = await opened('run-0.1.1');
    const record = structuredClone(disk.kept.get('run-0')!);
    record.arms[1]!.tuned = { given: 0.01, steps: 50, tried: losses.map((loss, i) => [0.01 * 2 ** i, loss]) };
    disk.kept.set('run-0', record);
    disk.changed('run-0');
    await vi.waitFor(() => expect(findAll(detail, 'dd').map((dd) => dd.textContent.trim())).toContain(told));
  });

  it('show what it wrote, with no white space but its own', async () => {
    const { detail } = await opened('run-0.1.0');
    const { armRecord } = table.openedRow.get()!;
    expect(find(detail, '.text').textContent).toBe(armRecord.samples.at(-1)!.text);
  });

  it('keep a name and a note', async () => {
    const { element, detail } = await opened('run-0.1.1');
    for (const [id, words] of [
      ['name', 'the good one'],
      ['note', 'see step 40'],
    ]) {
      find<HTMLInputElement>(detail, `#${id}`).value = words!;
      find(detail, `#${id}`).dispatchEvent(new Event('change'));
    }
    await vi.waitFor(() =>
      expect(disk.kept.get('run-0')!.marks!.runs).toEqual([{ arm: 1, run: 1, name: 'the good one', note: 'see step 40' }]),
    );
    await vi.waitFor(() => expect(rowOf(element, 'run-0.1.1').textContent).toContain('the good one'));
  });

  it('do not lose half a note when the run is saved meanwhile', async () => {
    const { element, detail } = await opened('run-0.1.1');
    find<HTMLTextAreaElement>(detail, '#note').value = 'half a tho';
    const before = table.openedRow.get();
    disk.changed('run-0');
    disk.kept.set('run-0', structuredClone(disk.kept.get('run-0')!));
    disk.changed('run-0');
    await vi.waitFor(() => expect(table.openedRow.get()).not.toBe(before));
    await element.updateComplete;
    expect(find<HTMLTextAreaElement>(detail, '#note').value).toBe('half a tho');
    rowOf(element, 'run-0.2.1').querySelector<HTMLElement>('.name button')!.click();
    await vi.waitFor(() => expect(find(detail, 'h3').textContent).toContain('residual'));
    await vi.waitFor(() => expect(find<HTMLTextAreaElement>(detail, '#note').value).toBe(''));
  });

  it('choose the baseline, and how the arm is drawn', async () => {
    const { element, detail } = await opened('run-0.1.1');
    button(detail, 'make this arm the baseline').click();
    await vi.waitFor(() => expect(disk.kept.get('run-0')!.baseline).toBe(1));
    await vi.waitFor(() => expect(rowOf(element, 'run-0.1.0').textContent).toContain('baseline'));
    findAll<HTMLInputElement>(detail, 'fieldset input')[4]!.click();
    await vi.waitFor(() => expect(disk.kept.get('run-0')!.marks!.styles).toEqual([0, 4, 2, 3]));
    await vi.waitFor(() => expect(rowOf(element, 'run-0.1.0').querySelector('arm-mark')!.place).toBe(4));
  });

  it('lead to the chart', async () => {
    const { element, detail } = await opened('run-1.1.1');
    const wanted = heard(element, 'chart-wanted');
    button(detail, 'open on the chart').click();
    await wanted;
    expect(session.record.get()!.id).toBe('run-1');
  });
});
