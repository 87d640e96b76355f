// The verdict as Markdown: complete, the same words as on the page, and safe whatever visitors typed.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, verdictMarkdown } from '#src/science/verdict/markdown.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { recordOf, type ArmSpec } from './records.ts';

const specs: ArmSpec[] = [
  { ends: [2.01, 2.0, 1.99] },
  { ends: [1.91, 1.89, 1.9], secondsPerStep: 0.011 },
  { ends: [2.02, 2.02, 1.99] },
  { ends: [2, 2] },
];

describe('a verdict in Markdown', () => {
  const record = recordOf(specs);
  const text = verdictMarkdown(record);

  it('says what the page says', () => {
    const { answer, headline, sentences, notes } = verdictOf(record);
    for (const sentence of [answer, headline, ...sentences, ...notes]) expect(text).toContain(sentence);
    expect(text.startsWith('# Shortcuts\n\nDo shortcuts help?\n\n**B “shortcut” ends')).toBe(true);
  });

  it('answers what was asked and guessed before it tells of all arms', () => {
    const contrasts = [0, 2, 3].map((arm) => ({ kind: 'difference', id: `${arm}`, arm, against: 1 }) as const);
    const choices = [{ id: 'more', sentence: 'A is *worse*', contrast: '0', from: 0 }];
    const prediction = { choice: 'more', levels: [{ arm: 0, loss: 2.2 }], why: 'a | b' };
    const asked = recordOf(specs, { asked: { contrasts, margin: 0.01, choices }, prediction });
    const { answer, further } = verdictOf(asked);
    const [before, after] = verdictMarkdown(asked).split('## All arms against A') as [string, string];
    expect(before).toContain(`**${escaped(answer)}**`);
    expect(before).toContain('You chose “A is \\*worse\\*”: that is true here.');
    for (const sentence of further) expect(before).toContain(`- ${escaped(sentence)}\n`);
    expect(before).toContain('You guessed 2.20 for A, which ended at 2.00: 0.20 lower.');
    expect(before).toContain('a \\| b');
    expect(after).toContain('B (shortcut) ends');
  });

  it('has a table of every number', () => {
    expect(text.split('\n').filter((line) => line.startsWith('|'))).toEqual([
      '| arm | final loss | n | difference from A (adjusted 95 %) | at equal time (adjusted 95 %) | effect | more seeds (95 %) | steps (95 %) | tokens (95 %) | FLOPs (95 %) | time (95 %) |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      '| A plain | 2.000 ± 0.010 | 3 | baseline | – | – | – | – | – | – | – |',
      '| B shortcut | 1.900 ± 0.010 | 3 | 0.10 lower (0.06 to 0.14) | 0.02 lower (0.06 lower to 0.01 higher) | -5.71 | 0 (0 to 15) | 0.88 (0.85 to 0.91) | 0.88 (0.85 to 0.91) | 0.88 (0.85 to 0.91) | 0.97 (0.94 to 1.00) |',
      '| C third | 2.010 ± 0.017 | 3 | 0.01 higher (0.01 lower to 0.03 higher) | 0.01 higher (0.03 lower to 0.05 higher) | 0.57 | 31 (8 to over 1,000) | 1 of 3 reached | 1 of 3 reached | 1 of 3 reached | 1 of 3 reached |',
      '| D fourth | 2.000 ± 0.000 | 2 | cannot tell yet (n = 2) | – | – | – | – | – | – | – |',
    ]);
  });

  it('says of an arm that diverged that it did, not that it cannot be told yet', () => {
    const lost = { 0: { status: 'diverged' }, 1: { status: 'diverged' }, 2: { status: 'diverged' } } as const;
    const row = verdictMarkdown(recordOf([specs[0]!, { ends: [2, 2, 2], runs: lost }]))
      .split('\n')
      .find((l) => l.startsWith('| B'));
    expect(row).toBe('| B shortcut | – | 0 | diverged | – | – | – | – | – | – | – |');
  });

  it('tells where the numbers come from', () => {
    expect(text).toContain('- Device: nvidia hopper, node v20\n');
    expect(text).toContain('- Data: A novel (CC0): 1,000,000 characters, 65 different tokens, 99,968 tokens held out\n');
    expect(text).toContain('- Started: 2025-11-22T10:30:00.000Z\n- Size: standard\n');
    expect(text).toContain('- D: 401,536 parameters, 400 steps of 16 × 64 tokens, seeds 0, 1\n');
    expect(text).toContain('- Intervals of differences: Student’s t over seeds, paired, levels after Holm\n');
    expect(text).toContain('- Plateau record mi2x4k9a0-3f9c52d1a07b, version 3\n');
  });

  it('tells the data of each arm where they read different ones', () => {
    const mixed = recordOf(specs);
    mixed.arms[1]!.data = { ...mixed.data, name: 'Sorting', characters: 0 };
    const told = verdictMarkdown(mixed);
    expect(told).toContain('- Data of A, C and D: A novel (CC0): 1,000,000 characters');
    expect(told).toContain('- Data of B: Sorting (CC0): 0 characters');
  });

  it('names the experiment of every kept run', () => {
    const kept = verdictMarkdown(
      recordOf([
        { ends: [2, 2, 2], origin: {} },
        { ends: [1, 1, 1], origin: { title: 'Old' } },
      ]),
    );
    expect(kept).toContain('- B was taken from “Old” of 2025-11-20T09:00:00.000Z: nvidia hopper, node v20; A novel');
    expect(kept).not.toContain('- Device:');
  });
});

describe('what somebody typed', () => {
  it.each([
    ['a|b', 'a\\|b'],
    ['<img src=x>', '\\<img src=x\\>'],
    ['two\nlines\r\n\tand more', 'two lines and more'],
    [
      '`code` *bold* _it_ [link](x) ~gone~ $x$ &amp; a\\b',
      '\\`code\\` \\*bold\\* \\_it\\_ \\[link\\](x) \\~gone\\~ \\$x\\$ \\&amp; a\\\\b',
    ],
    ['# title', '\\# title'],
    ['- item', '\\- item'],
    ['+ item', '\\+ item'],
    ['=== ', '\\==='],
    ['1. item', '1\\. item'],
    ['12) item', '12\\) item'],
    ['    code', 'code'],
    ['\u0007bell \u001b[31mred', 'bell \\[31mred'],
    ['width 64, 1.5 × + more - less', 'width 64, 1.5 × + more - less'],
  ])('%j is written as %j', (typed, written) => {
    expect(escaped(typed)).toBe(written);
  });

  it('never breaks the table', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 120, unit: 'binary' }), (name) => {
        const text = verdictMarkdown(
          recordOf(
            [
              { ...specs[0]!, name },
              { ...specs[1]!, name },
            ],
            { title: name, question: name },
          ),
        );
        const rows = text.split(/\r\n|\n|\r/).filter((line) => line.startsWith('|'));
        expect(rows).toHaveLength(4);
        for (const row of rows) expect(row.replace(/\\./g, '').split('|')).toHaveLength(13);
      }),
    );
  });
});
