// Links that people mistype, cut, translate or attack with: each is read or refused in one sentence, and nothing else happens.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { mostArms, mostPoints } from '#src/experiment/limits.ts';
import { checkArm, options } from '#src/experiment/options.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { linkOf, readLink, type Link } from '#src/links/link.ts';
import { hideable } from '#src/links/view.ts';
import { sentenceOf } from '#src/words/message.ts';
import { fuzz, fuzzTimeout, strange, takenOrRefused } from '../fuzz.ts';

const keys = fc.oneof(
  fc.constantFrom(
    'results',
    'v',
    'lesson',
    'size',
    'seeds',
    'arms',
    'axes',
    'baseline',
    'title',
    'question',
    'separate',
    'hide',
    'lock',
    'present',
  ),
  fc
    .tuple(
      fc.constantFrom('a', 'b', 'l', 'm', 'all', 'A', 'ab', '', '__proto__'),
      fc.constantFrom('name', 'toString', ...options.map((o) => o.key)),
    )
    .map(([place, key]) => `${place}.${key}`),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', '%', '%E0%A4%A', '\ud800', '=', '&'),
);
const values = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '1e999',
    '0x10',
    'NaN',
    'on',
    'off',
    'nano',
    'abcd',
    'cab',
    'width:8,16/steps:10,20',
    'width:8,16~heads:1,2',
    'steps:5:6//~,',
    'firstLayer:on,off',
    '__proto__:1',
    'shortcuts',
    'own',
    '1,2',
    ',',
    '3,',
    '1e3',
    '٣',
  ),
  fc.double().map(String),
  fc.integer().map(String),
  strange.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const written = fc
  .array(fc.tuple(keys, values, fc.boolean()), { maxLength: 12 })
  .map(
    (pairs) =>
      `#${pairs.map(([key, value, encode]) => `${key}=${encode ? encodeURIComponent(value.replace(/\p{Surrogate}/gu, '')) : value}`).join('&')}`,
  );
/** A link of ours in which a few characters are others. */
const damaged = fc
  .tuple(fc.constantFrom(...lessons), fc.nat(), fc.nat(40), fc.string({ unit: 'binary', maxLength: 6 }))
  .map(([lesson, at, cut, text]) => {
    const spec = lesson.spec('nano');
    const link = linkOf({ ...spec, seeds: [3, 9], ...(!spec.sweep && { arms: spec.arms.toReversed() }) });
    const from = at % link.length;
    return link.slice(0, from) + text + link.slice(from + cut);
  });

function isSound({ spec, view, ignored }: Link): void {
  expect(view.hide.length).toBeLessThanOrEqual(hideable.length);
  if (ignored) expect(sentenceOf(ignored).length).toBeLessThanOrEqual(300);
  if (!spec) return;
  expect(spec.arms.length).toBeLessThanOrEqual(spec.sweep ? mostPoints : mostArms);
  expect(spec.seeds.length).toBeLessThanOrEqual(16);
  for (const { config } of spec.arms) expect(checkArm(config)).toEqual([]);
  expect(readLink(linkOf(spec, view))).toEqual({ spec, view });
}

it(
  'reads a link or refuses it in one sentence, and what it reads makes the same link again',
  () => {
    fuzz(
      20_000,
      fc.oneof({ weight: 3, arbitrary: written }, { weight: 2, arbitrary: damaged }, fc.string({ unit: 'binary' })),
      (link) => {
        const read = takenOrRefused(() => readLink(link));
        if (read) isSound(read);
      },
    );
  },
  fuzzTimeout,
);
