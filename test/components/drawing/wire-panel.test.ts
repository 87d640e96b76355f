// What is said of a wire: formula, weights over time, why it is refused, and the code of each op.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import { excerptsOf } from '#src/components/drawing/excerpts.ts';
import type { WirePanel } from '#src/components/drawing/wire-panel.ts';
import { parts, type Topic } from '#src/components/drawing/wire-words.ts';
import { families } from '#src/drawing/wires.ts';
import type { InsideRecord } from '#src/experiment/record.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { message, type Message } from '#src/words/message.ts';
import { expectAccessible, find, findAll, mount, words } from '../mount.ts';
import '#src/components/drawing/wire-panel.ts';

const config = { ...baseArm, depth: 2, firstLayer: true };
const inside: InsideRecord = {
  steps: [1, 5, 9],
  traces: [0, 1].map((layer) => ({ kind: 'weight', part: 'firstLayer', index: 1, layer, values: [0, 0.25, layer - 0.5] })),
};
const panel = (topic?: Topic, refused?: Message): Promise<WirePanel> =>
  mount(html`<wire-panel .arm=${1} .config=${config} .topic=${topic} .refused=${refused} .inside=${inside}></wire-panel>`);

describe('wire-panel', () => {
  it('is accessible, and says what thickness means where nothing is pointed at', async () => {
    const element = await panel();
    await expectAccessible(element);
    expect(words(element)).toContain('as thick as its weight; dashed is negative');
    await expectAccessible(await panel('firstLayer'));
  });

  it('shows formula, state and weights over time', async () => {
    const element = await panel('firstLayer');
    expect(words(element)).toContain('x ← a·x + b·x₀');
    expect(words(element)).toContain('Press to cut it.');
    expect(findAll(element, 'polyline')).toHaveLength(2);
    expect(find(element, '.spark svg').getAttribute('aria-label')).toBe('weights from -0.5 to 0.5 over 9 steps');
    expect(findAll(await panel('uNet'), 'polyline')).toEqual([]);
  });

  it('says why something is refused', async () => {
    expect(words(find(await panel('uNet', message('valuesMixedTwice')), '[role=status]'))).toMatch(/\.$/);
  });

  it('shows the code when it is asked for', async () => {
    const element = await panel('firstLayer');
    expect(findAll(element, 'code-listing')).toEqual([]);
    find<HTMLDetailsElement>(element, 'details').open = true;
    await vi.waitFor(() => expect(findAll(element, 'code-listing pre').length).toBeGreaterThan(2));
    const text = findAll(element, 'code-listing pre').map((pre) => pre.textContent);
    expect(text.some((each) => each.includes('x = shortcuts.firstLayer(g, c, layer, x, around.x0);'))).toBe(true);
    expect(text.some((each) => each.startsWith('/** First-layer shortcut'))).toBe(true);
    expect(text.some((each) => each.includes('fn forward('))).toBe(true);
    await expectAccessible(element);
  });
});

it.each([...families, ...parts])('the code of %s is found, whole', (topic) => {
  for (const activation of ['relu2', 'gelu', 'swiglu'] as const)
    for (const { file, line, text } of excerptsOf(topic, { ...baseArm, activation })) {
      expect(line).toBeGreaterThan(0);
      expect(text.length, file).toBeGreaterThan(60);
      const [open, closed] = ['{', '}'].map((brace) => text.split(brace).length);
      if (!text.startsWith('//') || text.includes('\nfn ')) expect(open, `${file} ${line}`).toBe(closed);
    }
  const files = excerptsOf(topic, baseArm).map(({ file }) => file);
  expect(files.some((file) => file.endsWith('.wgsl'))).toBe(true);
});
