// Looks into the arms of a session with a text: for whom they are, when they may be asked for, and that training does not notice.

import { describe, expect, test } from 'vitest';
import type { Look } from '#src/session/look.ts';
import { openSession } from '#src/session/open.ts';
import type { Session } from '#src/session/session.ts';
import { message, sentenceOf } from '#src/words/message.ts';
import { countBuffers, type Counted } from '../gpu/count-buffers.ts';
import { gpuDevice, withErrorScopes } from '../gpu/device.ts';
import { specOf, text, tiny } from '../tiny.ts';
import { curvesOf, newHost, run } from './run.ts';

describe('a look', () => {
  const deep = specOf(2, { depth: 2, heads: 2 }, { depth: 2, heads: 2, learningRate: 3e-3 }, { residual: false });

  test('while paused and while training changes nothing', async () => {
    const quiet = await run(deep);
    const ask = { arm: 1, text: 'abcdab', layer: 1, head: 0 };
    const looks: Promise<Look>[] = [];
    const looked = await run(deep, (session, { listener }) => {
      const look = (): Promise<Look> => (looks[looks.length] = session.look(ask));
      const meanwhile = async (): Promise<void> => {
        await listener.next('paused');
        await look();
        session.step();
        await listener.next('paused');
        await look();
        session.continue();
        void look();
      };
      session.inspect(4);
      session.pause();
      void meanwhile();
    });
    expect(curvesOf(looked.record)).toEqual(curvesOf(quiet.record));
    expect(looked.weights).toEqual(quiet.weights);
    const [first, second, third] = await Promise.all(looks);
    expect([first!.step, second!.step]).toEqual([0, 1]);
    expect(third!.step).toBeGreaterThanOrEqual(1);
    expect(second!.lens).not.toEqual(first!.lens);
    for (const { tokens, attention, lens } of [first!, second!, third!]) {
      expect(tokens).toEqual([...'abcdab']);
      expect(attention).toHaveLength(36);
      expect(lens).toHaveLength(3);
    }
  });

  let session: Session;
  let buffers: Counted;
  const ask = (arm: number, text: string, layer = 0, head = 0): Promise<Look> => session.look({ arm, text, layer, head });
  const open = async (): Promise<void> => {
    buffers = countBuffers(await gpuDevice());
    session = await openSession(await newHost(), 'id', deep);
    await session.run();
  };
  const close = async (): Promise<void> => {
    await session.destroy();
    buffers.restore();
    expect(buffers.alive()).toEqual([]);
  };

  test('answers for the arm, the text, the layer and the head that were asked for', async () => {
    await withErrorScopes(async () => {
      await open();
      const long = await ask(0, 'abcdefghijkl');
      expect(long.tokens, 'the end of a text that is longer than the context').toEqual([...'efghijkl']);
      expect(long).toEqual(await ask(0, 'efghijkl'));
      const { unread, ...read } = await ask(0, 'ab?c!');
      expect(read, 'what the alphabet does not have is left out').toEqual(await ask(0, 'abc'));
      expect(unread, 'and told').toMatchObject({ code: 'charactersLeftOut', values: { characters: '? !' } });
      const answers = [await ask(0, 'abc'), await ask(1, 'abc'), await ask(0, 'abc', 1), await ask(0, 'abc', 0, 1)];
      expect(new Set(answers.map((a) => String(a.attention))).size, 'arm, layer and head').toBe(4);
      const one = await ask(0, 'k');
      expect([one.tokens, [...one.attention]]).toEqual([['k'], [1]]);
      expect(one.step).toBe(tiny.steps);
      if ('code' in one.lens) throw new Error(sentenceOf(one.lens));
      for (const { likeliest, probability, loss } of one.lens) {
        expect(text).toContain(likeliest[0]);
        expect(probability[0]).toBeGreaterThan(1 / 13);
        expect(loss).toBeNaN();
      }
      const { lens } = await ask(2, 'abc');
      expect(lens).toEqual(message('unreadableStreams'));
      await close();
    });
  });

  test('is refused in one sentence where there is nothing to see', async () => {
    await withErrorScopes(async () => {
      await open();
      for (const wrong of ['', '???']) await expect(ask(0, wrong)).rejects.toThrow(/^There is nothing to look at: .+\.$/);
      for (const wrong of [-1, 2, 0.5, NaN]) {
        await expect(ask(0, 'a', wrong)).rejects.toThrow('The layer must be a whole number from 0 to 1.');
        await expect(ask(0, 'a', 0, wrong)).rejects.toThrow('The head must be a whole number from 0 to 1.');
      }
      await expect(ask(7, 'a')).rejects.toThrow('This arm is not part of the session.');
      await close();
    });
  });
});
