// What an experiment has shown, in a real browser.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { BudgetsWanted, ExportWanted, SeedsWanted, VerdictPanel } from '#src/components/results/verdict-panel.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { recordOf } from '../../science/verdict/records.ts';
import { emptyRecord, filledRecord } from '../../store/fake-record.ts';
import { expectAccessible, find, findAll, heard, mount, type, words } from '../mount.ts';
import '#src/components/results/verdict-panel.ts';

const record = filledRecord(lessons[0]!.spec('nano'));

const panel = (of: ExperimentRecord = record, change: Partial<VerdictPanel> = {}): Promise<VerdictPanel> => {
  const finished = of.arms.some((arm) => arm.runs.some((r) => r.status === 'finished'));
  return mount(
    html`<verdict-panel
      .record=${of}
      .verdict=${finished ? verdictOf(of) : undefined}
      .active=${change.active ?? false}
      .extendable=${change.extendable ?? true}
      .unkept=${change.unkept ?? false}
      .withheld=${change.withheld ?? false}
    ></verdict-panel>`,
  );
};

describe('verdict-panel', () => {
  it('is accessible, with and without a verdict', async () => {
    await expectAccessible(await panel(emptyRecord(lessons[0]!.spec('nano'))));
    const element = await panel(record, { unkept: true });
    find<HTMLDetailsElement>(element, 'details').open = true;
    await expectAccessible(element);
  });

  it('answers what was asked first, and has a sentence for every arm but the baseline below', async () => {
    const element = await panel();
    const verdict = verdictOf(record);
    expect(find(element, '.headline').textContent).toBe(verdict.answer);
    expect(findAll(element, '.further').map((p) => p.textContent)).toEqual(verdict.further);
    expect(verdict.further).toHaveLength(1);
    expect(find(element, 'details .all').textContent).toBe(verdict.headline);
    expect(findAll(element, 'li span').map((span) => span.textContent)).toEqual(verdict.sentences);
    expect(verdict.sentences).toHaveLength(3);
    for (const note of verdict.notes) expect(words(element)).toContain(note);
    const rows = findAll(element, 'tbody tr').map((row) => [...row.children].map((cell) => cell.textContent.trim()));
    expect(rows.map(([name]) => name)).toEqual([
      'A no residual',
      'B no residual + first layer',
      'D residual + first layer + value',
    ]);
    for (const [, difference, interval, , n] of rows) {
      expect(difference).toMatch(/^[+−]\d\.\d+$/);
      expect(interval).toMatch(/^[+−]\d\.\d+ to [+−]?\d\.\d+$/);
      expect(n).toBe('3');
    }
  });

  it('is withheld until a reason was given or skipped, and shows the reason then', async () => {
    const guessed = { ...record, prediction: { choice: 'part', levels: [{ arm: 1, loss: 2.9 }], why: 'wires carry it' } };
    const element = await panel(guessed, { withheld: true });
    expect(words(find(element, '.headline'))).toMatch(/^The answer unfolds when you have said why/);
    expect([...findAll(element, '.further'), ...findAll(element, 'details:not(.go-on)')]).toEqual([]);
    element.withheld = false;
    await element.updateComplete;
    expect(words(find(element, '.headline'))).toContain('You chose “The wire wins back');
    const further = findAll(element, '.further').map(words);
    expect(further).toContainEqual(expect.stringMatching(/^You guessed 2\.90 for B, which ended at 2\.\d\d: 0\.\d\d lower\.$/));
    expect(further.at(-1)).toBe('Why, as it was thought before: wires carry it');
    expect(words(find(await panel(emptyRecord(lessons[0]!.spec('nano')), { withheld: true, active: true }), '.headline'))).toBe(
      'The verdict comes when the seeds have finished.',
    );
  });

  it('says what to type for the same in PyTorch', async () => {
    const commands = async (of: ExperimentRecord): Promise<string[]> =>
      findAll(await panel(of), '.outgrown code')
        .map((code) => code.textContent)
        .filter((text) => text.includes('plateau_torch'));
    const what = '-m plateau_torch train plateau-shortcuts.json --out record.json --weights out.safetensors';
    expect(await commands(record)).toEqual([`python3 ${what}`, `torchrun --nproc_per_node 8 ${what}`]);
    const own = structuredClone(record);
    own.arms[1]!.config = { ...own.arms[1]!.config, source: 'own:1' };
    expect((await commands(own))[0]).toBe(`python3 ${what} --text FILE`);
    const sweep = { axes: [{ width: [8, 16] }] };
    expect((await commands({ ...record, sweep }))[1]).toBe(
      'torchrun --nproc_per_node 8 -m plateau_torch sweep plateau-shortcuts.json --out record.json',
    );
  });

  it('waits in words', async () => {
    const begun = emptyRecord(lessons[0]!.spec('nano'));
    expect(words(await panel(begun, { active: true }))).toContain('The verdict comes when the seeds have finished.');
    expect(words(await panel(begun))).toContain('No seed has finished, so there is no verdict.');
    const one = { ...record, arms: record.arms.slice(0, 1) };
    const element = await mount<VerdictPanel>(html`<verdict-panel .record=${one}></verdict-panel>`);
    expect(words(element)).toContain('only one arm');
  });

  it('says how many seeds are in training while it counts the others', async () => {
    const more = structuredClone(record);
    for (const { runs } of more.arms) runs.push({ ...structuredClone(runs[0]!), seed: 3, training: 1, status: 'waiting' });
    const element = await panel(more, { active: true });
    expect(words(element)).toContain('1 seed of each arm in training.');
    expect(find(element, '.headline').textContent).toBe(verdictOf(record).answer);
  });

  it('asks for more seeds, as far as there is room', async () => {
    const element = await panel();
    const wanted = heard<SeedsWanted>(element, 'seeds-wanted');
    const add = findAll<HTMLButtonElement>(element, 'form button')[0]!;
    add.click();
    expect(await wanted).toEqual({ count: 3, separate: false });
    type(find<HTMLInputElement>(element, 'number-field input'), '14');
    await element.updateComplete;
    expect(add.disabled, '3 + 14 are more than 16').toBe(true);
    expect(findAll(await panel(record, { extendable: false }), 'form')).toHaveLength(0);
  });

  it('offers to time the arms where their speeds were not measured alike', async () => {
    const offer = (element: VerdictPanel) => findAll<HTMLButtonElement>(element, 'form button[value="separate"]')[0];
    const timed = recordOf([{ ends: [2, 2.1, 2.2] }, { ends: [1.9, 2, 2.1] }]);
    expect(offer(await panel(timed)), 'timed already').toBeUndefined();
    const together = structuredClone(timed);
    for (const run of together.arms.flatMap(({ runs }) => runs)) run.plan = 0;
    const element = await panel(together);
    const wanted = heard<SeedsWanted>(element, 'seeds-wanted');
    offer(element)!.click();
    expect(await wanted).toEqual({ count: 3, separate: true });
    expect(offer(await panel(together, { extendable: false }))).toBeUndefined();
  });

  it('asks for budgets of their own and for exports', async () => {
    const element = await panel(record, { unkept: true });
    const select = find<HTMLSelectElement>(element, '#arm');
    select.value = '3';
    const budgets = heard<BudgetsWanted>(element, 'budgets-wanted');
    findAll<HTMLButtonElement>(element, 'form button').at(-1)!.click();
    expect(await budgets).toEqual({ arm: 3 });
    for (const [name, format] of [
      ['verdict as Markdown', 'md'],
      ['points as CSV', 'csv'],
      ['everything as JSON', 'json'],
    ] as const) {
      const wanted = heard<ExportWanted>(element, 'export-wanted');
      findAll(element, '.group button')
        .find((b) => b.getAttribute('aria-label')!.includes(name))!
        .click();
      expect(await wanted).toEqual({ format });
    }
    const keep = heard(element, 'keep-wanted');
    findAll(element, 'button')
      .find((b) => b.textContent.includes('Keep'))!
      .click();
    await keep;
  });
});
