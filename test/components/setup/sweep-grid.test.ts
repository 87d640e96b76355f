// The points of a sweep in a real browser: told cell by cell, and its axes typed.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { AxisChanged, PointShown, SweepGrid } from '#src/components/setup/sweep-grid.ts';
import type { Sweep } from '#src/experiment/sweep/sweep.ts';
import { fixedBudget } from '#src/lessons/scale/fixed-budget.ts';
import { expectAccessible, find, findAll, heard, mount, words } from '../mount.ts';
import '#src/components/setup/sweep-grid.ts';

const sweep: Sweep = { axes: [{ width: [8, 16] }, { steps: [50, 100, 200] }] };
const ended = (loss: number): PointShown => ({ loss, state: 'ended' });
const points: PointShown[] = [
  ended(3),
  ended(2.5),
  { loss: 2.9, state: 'training' },
  ended(2),
  { loss: NaN, state: 'diverged' },
  { loss: NaN, state: 'waiting' },
];
const grid = (of: readonly PointShown[] = points, given = sweep, tools = true): Promise<SweepGrid> =>
  mount(html`<sweep-grid .sweep=${given} .points=${of} ?tools=${tools}></sweep-grid>`);
const cells = (element: SweepGrid): HTMLElement[] => findAll(element, 'tbody td');

describe('sweep-grid', () => {
  it('is accessible before, while and after it trains', async () => {
    await expectAccessible(await grid([]));
    await expectAccessible(await grid());
    await expectAccessible(await grid(points, sweep, false));
  });

  it('tells each point where it stands', async () => {
    const element = await grid();
    expect(findAll(element, 'thead th').map(words)).toEqual(['steps 50', 'steps 100', 'steps 200']);
    expect(findAll(element, 'tbody th').map(words)).toEqual(['width 8', 'width 16']);
    expect(cells(element).map(words)).toEqual(['3.00', '2.50', '2.90', '2.00', 'diverged', '']);
    expect(cells(element).map(({ className }) => className)).toEqual([
      'ended shade0',
      'ended shade5',
      'training shade0',
      'ended shade10',
      'diverged shade0',
      'waiting shade0',
    ]);
  });

  it('lays further axes side by side', async () => {
    const element = await grid([], { axes: [{ width: [8] }, { steps: [50, 100] }, { firstLayer: [false, true] }] });
    expect(findAll(element, 'thead th').map(words)).toEqual([
      'steps 50, first layer off',
      'steps 50, first layer on',
      'steps 100, first layer off',
      'steps 100, first layer on',
    ]);
  });

  it('begins a row each time that its one axis does', async () => {
    const axis = { width: [8, 16, 32, 8, 32], heads: [1, 1, 2, 1, 2], steps: [90, 40, 10, 180, 20], warmup: [9, 4, 1, 18, 2] };
    const element = await grid([ended(3), ended(2.5), ended(2)], { axes: [axis] });
    expect(findAll(element, 'thead th').map(words)).toEqual(['width 8', 'width 16', 'width 32']);
    expect(findAll(element, 'tbody th').map(words)).toEqual(['steps 90 to 10', 'steps 180 to 20']);
    const shown = ['3.00steps 90', '2.50steps 40', '2.00steps 10', 'steps 180', '', 'steps 20'];
    expect(cells(element).map((cell) => words(cell).replace(' ', ' '))).toEqual(shown);
    expect(cells(element)[4]!.className).toBe('none');
    await expectAccessible(element);
  });

  it.each([
    ['the budget of the lesson', fixedBudget.spec('nano').sweep!, [5, 3]],
    ['three lines of two', { axes: [{ steps: [10, 20, 10, 20, 10, 20], batch: [1, 1, 2, 2, 3, 3] }] }, [2, 3]],
    ['values that never begin again', { axes: [{ steps: [10, 20, 30] }] }, [1, 3]],
    ['a line that ends with one point', { axes: [{ steps: [10, 20, 10], batch: [1, 1, 2] }] }, [1, 3]],
  ] as const)('has columns and rows: %s', async (_, of, size) => {
    const element = await grid([], of);
    expect([findAll(element, 'thead th').length, findAll(element, 'tbody tr').length]).toEqual(size);
    expect(cells(element).length).toBe(size[0] * size[1]);
    await expectAccessible(element);
  });

  it('takes the values of an axis as they are typed', async () => {
    const element = await grid();
    const type = (index: number, text: string): void => {
      const input = findAll<HTMLInputElement>(element, 'input')[index]!;
      input.value = text;
      input.dispatchEvent(new Event('change'));
    };
    for (const [text, values] of [
      ['8, 16, 32', [8, 16, 32]],
      ['64 8', [64, 8]],
      [' 12;  ', [12]],
    ] as const) {
      const changed = heard<AxisChanged>(element, 'axis-changed');
      type(0, text);
      expect(await changed).toEqual({ index: 0, values });
    }
    for (const [text, problem] of [
      ['', 'An axis needs at least one value, such as 8, 16, 32.'],
      ['8, 8', 'Each value of an axis may stand once.'],
      ['8, wide', /^Width must be a whole number/],
      [Array.from({ length: 90 }, (_, i) => i + 4).join(' '), 'A sweep has at most 256 points.'],
    ] as const) {
      type(0, text);
      await element.updateComplete;
      expect(words(find(element, '#problem'))).toMatch(problem);
      await expectAccessible(element);
    }
  });

  it('shows settings that change together, and leaves them as they are', async () => {
    const element = await grid([], { axes: [{ width: [8, 16], heads: [1, 2] }] });
    expect(find<HTMLInputElement>(element, 'input').readOnly).toBe(true);
  });
});
