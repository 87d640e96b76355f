// A drawing that is pressed: by pointer and by keys, with everything in it also in a tree.

import { html } from 'lit';
import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { ArmDrawing, WirePointed } from '#src/components/drawing/arm-drawing.ts';
import { families } from '#src/drawing/wires.ts';
import type { InsideRecord } from '#src/experiment/record.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { isUsed } from '#src/experiment/shortcuts.ts';
import type { OptionChanged } from '#src/components/setup/arm-editor.ts';
import { variants } from '../../model/variants.ts';
import { expectAccessible, find, findAll, heard, mount } from '../mount.ts';
import '#src/components/drawing/arm-drawing.ts';

const arm: ArmConfig = { ...baseArm, depth: 4, firstLayer: true };
const inside: InsideRecord = {
  steps: [1, 2],
  traces: [0.5, -0.25, 0, 1].map((last, layer) => ({ kind: 'weight', part: 'firstLayer', index: 1, layer, values: [0, last] })),
};

const drawing = (
  config: ArmConfig = arm,
  more: { inside?: InsideRecord; locked?: boolean; width?: number } = {},
): Promise<ArmDrawing> =>
  mount(
    html`<arm-drawing
      style=${`width: ${more.width ?? 240}px`}
      .arm=${1}
      .name=${'one wire'}
      .config=${config}
      .first=${baseArm}
      .inside=${more.inside}
      .locked=${more.locked ?? false}
    ></arm-drawing>`,
  );
const item = (element: Element, topic: string): SVGGElement => find(element, `[data-topic=${topic}]`) as unknown as SVGGElement;
const wiresIn = (element: Element, topic: string): Element[] => findAll(element, `[data-topic=${topic}] .line:not(.bus)`);

describe('arm-drawing', () => {
  it('is accessible', async () => {
    await expectAccessible(await drawing(arm, { inside }));
    await expectAccessible(await drawing({ ...baseArm, hyperConnections: true, layerScale: true }, { locked: true }));
  });

  it('draws what differs from the first arm in the colour of the arm, and the rest in ink', async () => {
    const element = await drawing({ ...arm, width: 128 });
    const colour = (topic: string): string => getComputedStyle(wiresIn(element, topic)[0]!).stroke;
    expect(colour('firstLayer')).toBe('rgb(213, 94, 0)');
    expect(colour('residual')).toBe('rgb(23, 25, 29)');
    expect(item(element, 'mlp').classList).toContain('differs');
    expect(item(element, 'letters').classList).not.toContain('differs');
  });

  it('draws a wider, deeper arm wider and higher', async () => {
    const sizeOf = async (config: ArmConfig): Promise<[number, number]> => {
      const { width, height } = item(await drawing(config, {}), 'mlp').getBBox();
      return [width, height];
    };
    const element = await drawing();
    element.largest = { width: 256, depth: 8 };
    await element.updateComplete;
    const [narrow, low] = [item(element, 'mlp').getBBox().width, find(element, '.mlp').querySelectorAll('rect.box').length];
    const [wide] = await sizeOf(arm);
    expect(narrow).toBeLessThan(wide / 2);
    expect(low).toBe(4);
  });

  it.each(['click', 'Enter', 'space'])('adds and cuts a family by %s', async (way) => {
    const element = await drawing();
    const press = async (topic: string): Promise<OptionChanged> => {
      const changed = heard<OptionChanged>(element, 'option-changed');
      if (way === 'click') await userEvent.click(find(element, `[data-topic=${topic}] .zone`), { force: true });
      else {
        item(element, topic).focus();
        await userEvent.keyboard(way === 'Enter' ? '{Enter}' : ' ');
      }
      return changed;
    };
    expect(await press('uNet')).toEqual({ key: 'uNet', value: true });
    expect(await press('firstLayer')).toEqual({ key: 'firstLayer', value: false });
  });

  it('brings a family back as it was cut', async () => {
    const element = await drawing({ ...arm, valueResidual: 'fixed' });
    element.addEventListener('option-changed', (e) => {
      const { key, value } = (e as CustomEvent<OptionChanged>).detail;
      element.config = { ...element.config, [key]: value };
    });
    for (const value of ['off', 'fixed']) {
      await userEvent.click(find(element, '[data-topic=valueResidual] .zone'), { force: true });
      await element.updateComplete;
      expect(element.config.valueResidual).toBe(value);
    }
  });

  it('refuses what excludes another option, in words', async () => {
    const element = await drawing({ ...arm, hyperConnections: true });
    const changed = vi.fn();
    element.addEventListener('option-changed', changed);
    const pointed = heard<WirePointed>(element, 'wire-pointed');
    item(element, 'uNet').dispatchEvent(new MouseEvent('click', { bubbles: true }));
    expect(await pointed).toMatchObject({ arm: 1, topic: 'uNet', refused: { code: 'hyperExcludes' } });
    expect(changed).not.toHaveBeenCalled();
  });

  it('changes nothing while it is locked', async () => {
    const element = await drawing(arm, { locked: true });
    const changed = vi.fn();
    element.addEventListener('option-changed', changed);
    await userEvent.click(find(element, '[data-topic=uNet] .zone'));
    expect(changed).not.toHaveBeenCalled();
    expect(item(element, 'uNet').getAttribute('aria-disabled')).toBe('true');
  });

  it('has targets of 24 pixels at least, none of which covers another', async () => {
    for (const depth of [1, 4, 48]) {
      const element = await drawing({ ...arm, depth }, { width: 184 });
      await vi.waitFor(() => expect(find(element, 'svg').getAttribute('width')).toBe('184'));
      const zones = findAll(element, '.zone').map((zone) => zone.getBoundingClientRect());
      expect(zones).toHaveLength(families.length);
      for (const [i, a] of zones.entries()) {
        expect(Math.min(a.width, a.height)).toBeGreaterThanOrEqual(23.99);
        for (const b of zones.slice(i + 1))
          expect(
            Math.min(a.right, b.right) - Math.max(a.left, b.left) < 0.01 ||
              Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) < 0.01,
          ).toBe(true);
      }
    }
  });

  it('draws learned weights: thicker for more, dashed with a sign below zero', async () => {
    const element = await drawing(arm, { inside });
    const b = wiresIn(element, 'firstLayer').filter((line) => line.classList.contains('learned'));
    const widths = b.map((line) => parseFloat(getComputedStyle(line).strokeWidth));
    expect(widths[3]).toBeGreaterThan(widths[0]!);
    expect(widths[0]).toBeGreaterThan(widths[1]!);
    expect(b.map((line) => line.classList.contains('negative'))).toEqual([false, true, false, false]);
    expect(findAll(element, '.sign').map((sign) => sign.textContent)).toEqual(['−']);
    expect(item(element, 'firstLayer').getAttribute('aria-label')).toContain('weights from -0.25 to 1');
  });
});

describe('the tree', () => {
  it.each(Object.entries(variants))('has every family and wire of %s', async (_, model) => {
    const config: ArmConfig = { ...baseArm, ...model };
    const element = await drawing(config);
    for (const family of families) {
      const branch = item(element, family);
      expect(branch.getAttribute('aria-checked')).toBe(String(isUsed(config, family)));
      expect(branch.getAttribute('aria-label')!.length).toBeGreaterThan(20);
      if (!branch.hasAttribute('aria-expanded')) continue;
      branch.focus();
      await userEvent.keyboard('{ArrowRight}');
      await element.updateComplete;
      const leaves = findAll(element, `[data-topic=${family}] [role=treeitem]`);
      expect(leaves.length).toBe(wiresIn(element, family).length);
      for (const leaf of leaves) expect(leaf.getAttribute('aria-label')).toMatch(/^from .+ to /);
    }
  });

  it('is walked by arrows, Home and End, and is one stop of the Tab key', async () => {
    const element = await drawing(arm, { inside });
    const active = (): string | null => (element.shadowRoot!.activeElement ?? element).getAttribute('aria-label');
    item(element, 'residual').focus();
    await userEvent.keyboard('{ArrowDown}');
    await vi.waitFor(() => expect(active()).toMatch(/^First-layer shortcut: there/));
    await userEvent.keyboard('{ArrowRight}');
    await vi.waitFor(() => expect(item(element, 'firstLayer').getAttribute('aria-expanded')).toBe('true'));
    await userEvent.keyboard('{ArrowRight}{ArrowDown}');
    await vi.waitFor(() => expect(active()).toBe('from the embedding to block 1: b (first layer) 0.5'));
    await userEvent.keyboard('{ArrowLeft}');
    await vi.waitFor(() => expect(active()).toMatch(/^First-layer/));
    await userEvent.keyboard('{End}');
    await vi.waitFor(() => expect(active()).toMatch(/^The next letter/));
    expect(findAll(element, '[tabindex="0"]')).toHaveLength(1);
  });
});
