// Bad input: each gets one sentence that says what is allowed, and changes nothing.
import { mkdtempSync, openSync, closeSync, ftruncateSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openVisit, type Visit } from './browser.ts';
import * as plateau from './plateau.ts';

let visitor: Visit & { leave(): Promise<string[]> };
let kept = '';
let weights: plateau.Given;

beforeAll(async () => {
  visitor = await openVisit({ path: plateau.testSize });
});
afterEach(async () => {
  const { page, problems } = visitor;
  expect(problems, 'problems on the page').toEqual([]);
  expect(await plateau.entries(page).count()).toBe(1);
  expect(await plateau.tableOf(page)).toHaveLength(4);
});
afterAll(async () => void (await visitor.leave()));

test('the page holds a run', async () => {
  const { page } = visitor;
  await plateau.train(page);
  kept = (await plateau.exportRun(page)).json;
  await plateau.entry(page).getByRole('button', { name: 'weights' }).click();
  const save = page.getByRole('button', { name: 'Save as .safetensors' });
  const { name, bytes } = await plateau.download(page, () => save.click());
  weights = { name, mimeType: 'application/octet-stream', buffer: bytes };
  await page.getByText('Use your own text').click();
});

describe('a file to import', () => {
  const given = (name: string, content: string | Buffer): plateau.Given => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  });
  const cases: readonly [what: string, file: () => plateau.Given, sentence: RegExp][] = [
    ['is no JSON', () => given('run.json', '{"version": 1,'), /^This file is not JSON/],
    ['is empty', () => given('run.json', ''), /^This file is not JSON/],
    [
      'is JSON of another kind',
      () => given('package.json', '{"name": "x", "version": "2.0.0"}'),
      /^This is not a Plateau experiment: version/,
    ],
    [
      'has a number out of range',
      () => given('run.json', kept.replace('"depth":3', '"depth":3000')),
      /^This is not a Plateau experiment: arms\[0\]\.config/,
    ],
    ['tries to change a prototype', () => given('run.json', kept.replace('{', '{"__proto__":{"x":1},')), /__proto__/],
    ['is cut off', () => given('run.safetensors', weights.buffer.subarray(0, -100)), /cut off|checksum|damaged|length/],
    ['is damaged', () => given('run.safetensors', flipped(weights.buffer)), /checksum|damaged/],
    ['is no safetensors file', () => given('run.safetensors', Buffer.alloc(5000, 0xff)), /not a safetensors file/],
    ['is of another type', () => given('photo.png', Buffer.alloc(100)), /^Only \.json and \.safetensors/],
  ];

  for (const [what, file, sentence] of cases)
    test(what, async () => {
      const { page } = visitor;
      await plateau.importFiles(page, file());
      await expectSentence(page, 'run-table .wrong', sentence);
    });
});

describe('a text', () => {
  const cases: readonly [what: string, content: () => string | Buffer, sentence: RegExp][] = [
    ['is empty', () => '', /^This file is empty/],
    ['is too short', () => 'Once upon a time.', /17 characters.* at least 1,000/],
    ['is not text', () => Buffer.from('PK\u0003\u0004' + '\0'.repeat(3000), 'latin1'), /zero bytes/],
    [
      'is not UTF-8',
      () => Buffer.from('caf\u00e9 au lait, '.repeat(200), 'latin1'),
      /^This file is not UTF-8 text \(byte \d+ is wrong\)/,
    ],
    ['repeats one character', () => 'a'.repeat(2000), /nothing to learn/],
  ];

  for (const [what, content, sentence] of cases)
    test(what, async () => {
      const { page } = visitor;
      const buffer = Buffer.from(content());
      await textFile(page).setInputFiles({ name: 'text.txt', mimeType: 'text/plain', buffer });
      await expectSentence(page, 'text-drop .wrong', sentence);
    });

  test('is too large', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plateau-text-'));
    const path = join(folder, 'large.txt');
    const file = openSync(path, 'w');
    ftruncateSync(file, 65_000_001); // sparse
    closeSync(file);
    await textFile(visitor.page).setInputFiles(path);
    await expectSentence(visitor.page, 'text-drop .wrong', /66 MB, and at most 64 MB/);
    rmSync(folder, { recursive: true });
  });

  test('is not changed for what was chosen before', async () => {
    expect(await visitor.page.getByLabel('Data', { exact: true }).first().inputValue()).toBe('markov');
  });
});

describe('a setting', () => {
  const edit = async (arm: string): Promise<void> => {
    await visitor.page.getByRole('button', { name: `edit arm ${arm}` }).click();
  };
  const restore = async (): Promise<void> => {
    await visitor.page.getByRole('button', { name: 'restore the original arms' }).click();
    await plateau.eventually(() => plateau.button(visitor.page, 'Start').isEnabled()).toBe(true);
  };

  test('a width that the heads cannot share', async () => {
    const { page } = visitor;
    await edit('C');
    const editor = page.locator('arm-editor');
    await editor.getByText('Model', { exact: true }).click();
    await editor.getByLabel('Heads').fill('4');
    await editor.getByLabel('Width', { exact: true }).fill('30');
    await expectRefusal(page, /Width must be a multiple of 4 × heads: with 4 heads, 32 would do\./);
    await restore();
  });

  test('ReZero without residual', async () => {
    const { page } = visitor;
    await edit('A');
    await page.locator('arm-editor').getByLabel('ReZero').check();
    await expectRefusal(page, /ReZero without residual is dead from the start/);
    await restore();
  });

  test('seeds that are no number', async () => {
    const { page } = visitor;
    await page.getByRole('spinbutton', { name: 'Seeds', exact: true }).fill('');
    await expectRefusal(page, /Seeds must be a whole number from 1 to 16\./);
    await page.getByRole('spinbutton', { name: 'Seeds', exact: true }).fill('2');
    await plateau.eventually(() => plateau.button(page, 'Start').isEnabled()).toBe(true);
  });
});

test('what was kept at the beginning is there at the end, to the letter', async () => {
  const { page } = visitor;
  await page.reload();
  // What was typed last is shown, for it is newer.
  await plateau.untilReady(page);
  await plateau.entry(page).getByRole('button', { name: 'Shortcuts', exact: true }).click();
  await plateau.untilFinished(page);
  expect((await plateau.exportRun(page)).json).toBe(kept);
});

const textFile = (page: Page) => page.locator('text-drop input[type=file]');

async function expectSentence(page: Page, place: string, sentence: RegExp): Promise<void> {
  await plateau.eventually(() => page.locator(place).allInnerTexts()).toEqual([expect.stringMatching(sentence)]);
  const [text] = await page.locator(place).allInnerTexts();
  expect(text).toMatch(/^[A-Z].*\.$/);
}

/** Start is off, and both the line beside it and the field say why. */
async function expectRefusal(page: Page, sentence: RegExp): Promise<void> {
  await plateau.eventually(() => plateau.lineOf(page)).toMatch(sentence);
  expect(await plateau.button(page, 'Start').isDisabled()).toBe(true);
}

function flipped(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy[copy.length - 5]! ^= 1;
  return copy;
}
