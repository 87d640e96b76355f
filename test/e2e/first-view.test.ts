// What a newcomer meets: the rules of a lesson's first view, by their numbers.
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { lessons } from '#src/lessons/lessons.ts';
import { terms } from '#src/words/english/terms.ts';
import { openVisit, test, type Visit } from './browser.ts';
import * as plateau from './plateau.ts';

const newcomer = { path: plateau.testSize, newcomer: true } as const;
const question = (page: Page): Promise<string> => page.locator('lesson-question h1').innerText();

/**
 * What can be pressed, chosen or typed into, between the row of lessons and the foot of the page. All drawings are one control, and so
 * is the prediction, as a sentence or as levels; what is folded is the visitor's to unfold, and only Settings counts among the folds. Words that
 * explain themselves, charts and links are there to be read.
 */
const controlsOf = (page: Page): Promise<string[]> =>
  page.locator('plateau-app').evaluate((app) => {
    const found = new Set<string>();
    const visit = (node: Element): void => {
      if (['header', 'footer', 'term-word', 'chart-frame'].includes(node.localName)) return;
      if (node instanceof HTMLElement && !node.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })) {
        // An element without a box may have children with one.
        if (getComputedStyle(node).display !== 'contents') return;
      }
      if (node.localName === 'arm-drawing') return void found.add('drawing');
      if (['expectation-choice', 'end-guesses'].includes(node.localName)) return void found.add('prediction');
      if (node.localName === 'summary') {
        if (node.textContent?.trim() === 'Settings') found.add('Settings');
      } else if (node.matches('button, input, select, textarea')) found.add(node.textContent?.trim() || node.localName);
      for (const child of (node.shadowRoot ?? node).children) visit(child);
      if (node.shadowRoot) for (const child of node.children) visit(child);
    };
    visit(app);
    return [...found];
  });

for (const [screen, viewport] of Object.entries({ wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }))
  test(`rule 2: each lesson asks at most two sentences and shows at most five controls, ${screen}`, async ({ visit }) => {
    const { page } = await visit({ ...newcomer, context: { viewport } });
    await plateau.untilReady(page);
    for (const lesson of lessons) {
      await plateau.chooseLesson(page, lesson.title);
      await plateau.eventually(() => question(page)).toBe(lesson.question.slice(0, lesson.question.indexOf('?') + 1));
      expect(lesson.question.match(/[.?!](?= |$)/g)!.length).toBeLessThanOrEqual(2);
      const { arms, sweep } = lesson.spec('test');
      await plateau.eventually(() => page.locator('arm-drawing').count()).toBe(sweep ? 2 : arms.length);
      const controls = await controlsOf(page);
      expect(controls).toEqual(expect.arrayContaining(['drawing', 'Settings', 'Start']));
      expect(controls.length, controls.join(', ')).toBeLessThanOrEqual(5);
      await plateau.expectNoSidewaysScrolling(page);
    }
  });

for (const { id } of lessons)
  test(`rule 1: ${id} opens with a recording that moves without a press`, async ({ visit }) => {
    const { page } = await visit({ path: `?size=nano#lesson=${id}&size=nano`, newcomer: true });
    const stepsOf = async (): Promise<number> =>
      Number(/ in ([\d,]+) steps?, mean of 3 seeds/.exec(await plateau.chartOf(page))?.[1] ?? 0);
    await plateau.eventually(stepsOf).toBeGreaterThan(0);
    const early = await stepsOf();
    await plateau.eventually(stepsOf).toBeGreaterThan(early);
    expect(await plateau.textOf(page.locator('recording-line'))).toMatch(
      /^A recording: 3 seeds of each arm at size nano, trained on .+/,
    );
    expect(await plateau.entries(page).count(), 'in the list of runs').toBe(0);
    const controls = await controlsOf(page);
    expect(controls.length, `rule 2: ${controls.join(', ')}`).toBeLessThanOrEqual(5);
  });

test('rule 1: who wants no motion sees how the recording ends, also without WebGPU', async ({ visit }) => {
  const { page } = await visit({ newcomer: true, withWebGPU: false, context: { reducedMotion: 'reduce' } });
  await plateau.eventually(() => plateau.textOf(page.locator('verdict-panel'))).toMatch(/^Answer /);
  expect(await plateau.textOf(page.locator('recording-line'))).toContain('Play again');
});

test('rule 2: what is unfolded under Settings stays unfolded', async ({ visit }) => {
  const { page } = await visit(newcomer);
  await plateau.untilReady(page);
  expect(await page.getByLabel('Seeds', { exact: true }).isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'edit arm A' }).count()).toBe(0);
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('button', { name: 'edit arm A' }).waitFor();
  await page.reload();
  await plateau.untilReady(page);
  expect(await page.getByRole('spinbutton', { name: 'Seeds', exact: true }).isVisible()).toBe(true);
});

test('the claim stands above the question with its source, which opens elsewhere', async ({ visit }) => {
  const { page } = await visit(newcomer);
  await plateau.untilReady(page);
  const { claim } = lessons[0]!;
  expect(await plateau.textOf(page.locator('lesson-question .claim'))).toContain(claim.text);
  const link = page.locator('lesson-question a');
  expect(await link.getAttribute('href')).toBe(claim.url);
  expect(await link.getAttribute('rel')).toContain('noopener');
  expect(await link.getAttribute('target')).toBe('_blank');
});

test('on a phone the question comes first, then curves, answer and Start', async ({ visit }) => {
  const { page } = await visit({ ...newcomer, context: { viewport: { width: 390, height: 844 } } });
  await plateau.train(page);
  await page.locator('lesson-end .next').waitFor();
  const top = async (what: string): Promise<number> => (await page.locator(what).first().boundingBox())!.y;
  const parts = ['lesson-question', 'loss-chart', 'verdict-panel .headline', 'arm-drawing', 'result-table'];
  const tops: number[] = [];
  for (const part of parts.slice(0, -1)) tops.push(await top(part));
  expect(tops).toEqual([...tops].sort((a, b) => a - b));
  expect(await page.locator('result-table').isVisible()).toBe(false);
  // Within reach of the thumb wherever the page stands.
  const start = (await plateau.button(page, 'Start').boundingBox())!;
  expect(start.y + start.height).toBeLessThanOrEqual(844);
});

describe('the end of a lesson', () => {
  let visitor: Visit & { leave(): Promise<string[]> };
  beforeAll(async () => {
    visitor = await openVisit(newcomer);
  });
  afterEach(() => expect(visitor.problems, 'problems on the page').toEqual([]));
  afterAll(async () => void (await visitor.leave()));

  test('rule 11: every term tells what it means by focus and by press, and is put away by Escape', async () => {
    const { page } = visitor;
    await plateau.train(page);
    await page.locator('.numbers summary').click();
    const words = page.locator('term-word');
    await plateau.eventually(() => words.count()).toBeGreaterThan(0);
    for (const [term, meaning] of Object.entries(terms)) {
      const word = page.locator(`term-word[term=${term}]`).first();
      const said = word.locator('[popover]');
      await word.locator('button').focus();
      expect(await said.isVisible(), term).toBe(true);
      expect(await said.innerText()).toBe(meaning);
      await page.keyboard.press('Escape');
      expect(await said.isVisible(), term).toBe(false);
      await word.locator('button').click();
      expect(await said.isVisible(), term).toBe(true);
      await page.keyboard.press('Escape');
    }
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('term-word[term=loss] [popover]').first().isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });

  test('rule 7: every seed is looked at by itself, beside the interval of all', async () => {
    const { page } = visitor;
    for (const seed of ['all seeds', 'seed 0', 'seed 1', 'seed 2']) {
      await page.getByRole('button', { name: seed, exact: true }).press('Enter');
      const next = { 'all seeds': 0, 'seed 0': 1, 'seed 1': 2 }[seed];
      await plateau
        .eventually(() => plateau.chartOf(page))
        .toMatch(next === undefined ? /nats per character\./ : `of seed ${next} alone`);
    }
  });

  test('rules 8, 11 and 12: reads losses as choices, doubts the difference, and leads on by keyboard', async () => {
    const { page } = visitor;
    const [lesson] = lessons;
    expect(await plateau.textOf(page.locator('loss-chart .choices'))).toMatch(
      /^As unsure as choosing among so many letters: A \d+(\.\d+)?, B \d+(\.\d+)?, C \d+(\.\d+)?, D \d+(\.\d+)?\.$/,
    );
    expect(await plateau.chartOf(page)).toContain('As unsure as choosing among so many letters: A ');
    expect(await plateau.textOf(page.locator('lesson-end'))).toContain(`Is the difference real? ${lesson!.real}`);
    expect(await plateau.textOf(page.locator('lesson-end'))).toContain(`What it does not show ${lesson!.notShown}`);
    await plateau.expectAccessible(page);
    await page.locator('lesson-end a').focus();
    await page.keyboard.press('Enter');
    await plateau.eventually(() => question(page)).toBe(lessons[1]!.question);
  });
});

test('presenting shows the drawings, the curves and the answer on one screen', async ({ visit }) => {
  const { page } = await visit({ ...newcomer, context: { viewport: { width: 1280, height: 720 } } });
  await plateau.train(page);
  await page.getByRole('button', { name: 'present' }).click();
  for (const part of ['lesson-question h1', 'arm-drawing', 'loss-chart chart-frame', 'verdict-panel .headline']) {
    const box = (await page.locator(part).last().boundingBox())!;
    expect(box.y + Math.min(box.height, 60), part).toBeLessThanOrEqual(720);
  }
  const size = await page.locator('verdict-panel .headline').evaluate((e) => parseFloat(getComputedStyle(e).fontSize));
  expect(size).toBeGreaterThanOrEqual(24);
});
