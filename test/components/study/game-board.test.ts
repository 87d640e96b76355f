// A game against a net: by keys, by touch, heard as well as seen; and with a table that is none.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { GameBoard } from '#src/components/study/game-board.ts';
import { positionsOf } from '#src/games/game.ts';
import { heaps, nim, rightMove } from '#src/games/nim.ts';
import { tableText } from '#src/games/policy-table.ts';
import { ticTacToe } from '#src/games/tic-tac-toe.ts';
import { expectAccessible, find, findAll, mount, words } from '../mount.ts';
import '#src/components/study/game-board.ts';

/** A net that always takes the last cell that is free. */
const last = tableText(
  positionsOf(ticTacToe).map((position) =>
    Array.from({ length: 9 }, (_, move) => (move === ticTacToe.legal(position).at(-1) ? 1 : 0)),
  ),
  9,
);
/** One that would rather. */
const ratherLast = tableText(
  positionsOf(ticTacToe).map((position) =>
    Array.from({ length: 9 }, (_, move) => (move === ticTacToe.legal(position).at(-1) ? 0.4 : 0.1)),
  ),
  9,
);
/** One that knows the rule of Nim. */
const ruled = tableText(
  heaps.map((heap) => [0, 1, 2].map((move) => (move === (rightMove(heap) ?? 0) ? 1 : 0))),
  3,
);

const board = (game: 'nim' | 'tic-tac-toe', policies: Record<string, string>): Promise<GameBoard> =>
  mount(html`<game-board .game=${game} .policies=${policies} .stages=${{ trained: 'trained for long' }}></game-board>`);
const said = (element: GameBoard): string => words(find(element, '.said'));
const cell = (element: GameBoard, i: number): HTMLElement => findAll(element, '[role=gridcell]')[i]!;

describe('Nim by keys and ear', () => {
  it('is a number of stones, and a move that is gone hands the focus on', async () => {
    const element = await board('nim', { trained: ruled });
    expect(find(element, '.heap i').getAttribute('aria-hidden')).toBe('true');
    expect(words(find(element, '.heap span'))).toBe('21 stones');
    const focused = (): string => words((element.renderRoot as ShadowRoot).activeElement!);
    const take = (n: number): HTMLButtonElement => findAll<HTMLButtonElement>(element, '.moves button')[n - 1]!;
    for (let i = 0; i < 30 && !take(1).disabled; i++) {
      const most = [3, 2, 1].find((n) => !take(n).disabled)!;
      take(most).focus();
      take(most).click();
      await element.updateComplete;
      expect(focused(), words(element)).toMatch(/^(take|New game)/);
      expect(((element.renderRoot as ShadowRoot).activeElement as HTMLButtonElement).disabled).toBe(false);
    }
    expect(said(element)).toContain('has won');
    expect(focused()).toBe('New game, you begin');
  });
});

describe('tic-tac-toe', () => {
  it('is played by pressing, answered by the net, and told', async () => {
    const element = await board('tic-tac-toe', { trained: last });
    for (const i of [0, 1]) {
      cell(element, i).click();
      await element.updateComplete;
    }
    expect(said(element)).toBe('You: row 1, column 2. The net: row 3, column 2.');
    expect([0, 1, 8, 7].map((i) => cell(element, i).getAttribute('aria-label'))).toEqual([
      'row 1, column 1: x',
      'row 1, column 2: x',
      'row 3, column 3: o',
      'row 3, column 2: o',
    ]);
    cell(element, 8).click(); // it is taken
    await element.updateComplete;
    cell(element, 2).click();
    await element.updateComplete;
    expect(said(element)).toContain('You have won.');
    cell(element, 4).click(); // it is over
    await element.updateComplete;
    expect(said(element)).toContain('You have won.');
  });

  it('is walked through by arrows, and keeps to its edges', async () => {
    const element = await board('tic-tac-toe', { trained: last });
    cell(element, 0).focus();
    for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown']) {
      element.shadowRoot!.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await element.updateComplete;
      await element.updateComplete;
    }
    expect(element.shadowRoot!.activeElement!.getAttribute('aria-label')).toContain('row 2, column 2');
  });

  it('shows what the net would do, until that is not wanted', async () => {
    const element = await board('tic-tac-toe', { trained: last });
    expect(cell(element, 8).getAttribute('aria-label')).toMatch(/^row 3, column 3: empty, the net 9\d %$/);
    find(element, 'input[type=checkbox]').click();
    await element.updateComplete;
    expect(cell(element, 8).getAttribute('aria-label')).toBe('row 3, column 3: empty');
  });

  it('with a search stops a line, whatever the net likes', async () => {
    const element = await board('tic-tac-toe', { trained: ratherLast });
    const select = findAll<HTMLSelectElement>(element, 'select')[1]!;
    select.value = '256';
    select.dispatchEvent(new Event('change'));
    await element.updateComplete;
    const signs = (): string =>
      [...Array(9).keys()].map((i) => cell(element, i).getAttribute('aria-label')!.split(': ')[1]![0]!).join('');
    cell(element, 4).click();
    await element.updateComplete;
    // The middle and a corner whose opposite is free threaten a line: the net must stop it, though it likes another cell.
    const corner = [0, 2, 6, 8].find((i) => signs()[i] === 'e' && signs()[8 - i] === 'e')!;
    cell(element, corner).click();
    await element.updateComplete;
    expect(signs()[8 - corner]).toBe('o');
  });
});

describe('Nim', () => {
  it('is lost against the rule, whatever the visitor does', async () => {
    const element = await board('nim', { trained: ruled });
    for (let turn = 0; turn < 12 && !said(element).includes('won'); turn++) {
      findAll<HTMLButtonElement>(element, '.moves button')[turn % 2 ? 0 : 1]!.click();
      await element.updateComplete;
      const legal = findAll<HTMLButtonElement>(element, '.moves button').filter(({ disabled }) => !disabled);
      if (legal.length === 1 && !said(element).includes('won')) legal[0]!.click();
      await element.updateComplete;
    }
    expect(said(element)).toContain('The net has won.');
    expect(findAll<HTMLButtonElement>(element, '.moves button').every(({ disabled }) => disabled)).toBe(true);
    expect(nim.result('0')).toBe(-1);
  });

  it('can be begun by the net', async () => {
    const element = await board('nim', { trained: ruled });
    findAll(element, '.buttons button')[1]!.click();
    await element.updateComplete;
    expect(said(element)).toBe('The net: takes 1, leaves 20.');
  });
});

describe('while a study is trained', () => {
  const stages = (element: GameBoard): HTMLSelectElement => find<HTMLSelectElement>(element, 'select');
  const give = async (element: GameBoard, ...names: string[]): Promise<void> => {
    element.policies = Object.fromEntries(names.map((name) => [name, ruled]));
    await element.updateComplete;
  };

  it('plays as the net is by now, unless a stage was chosen', async () => {
    const element = await board('nim', { untrained: ruled });
    await give(element, 'untrained', 'early');
    expect(stages(element).value).toBe('early');
    stages(element).value = 'untrained';
    stages(element).dispatchEvent(new Event('change'));
    await give(element, 'untrained', 'early', 'trained');
    expect(stages(element).value).toBe('untrained');
  });

  it('shows the stage that plays, also after another study', async () => {
    const element = await board('nim', { untrained: ruled, trained: ruled });
    stages(element).value = 'untrained';
    stages(element).dispatchEvent(new Event('change'));
    await give(element);
    await give(element, 'early');
    await give(element, 'early', 'untrained', 'trained');
    expect(stages(element).value).toBe('trained');
  });
});

it('is accessible, both of them', async () => {
  await expectAccessible(await board('tic-tac-toe', { trained: last }));
  await expectAccessible(await board('nim', { trained: ruled, untrained: 'broken!' }));
});
