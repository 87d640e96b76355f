// JSON from elsewhere: read as JSON.parse reads it, or refused by the name of what is wrong.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyTwice, readJson } from '#src/experiment/files/json.ts';

test.each([
  ['at the top', '{"a":1,"b":2,"a":1}', 'a'],
  ['within a list', '[{"x":{}},{"y":1,"y":2}]', 'y'],
  ['within an object of the same key', '{"a":{"a":{"b":1,"b":1}}}', 'b'],
  ['behind another object', '{"a":{"b":1},"c":{"b":1},"a":3}', 'a'],
  ['written in two ways', '{"a":1,"\\u0061":2}', 'a'],
  ['with quotes and slashes in it', '{"\\\\\\"":1,"\\\\\\"":2}', '\\"'],
  ['with blanks before its colon', '{"a" \n:1,\t"a"\r\n:2}', 'a'],
  ['that is empty', '{"":1,"":2}', ''],
])('a key twice %s is found', (_, json, key) => {
  JSON.parse(json);
  expect(keyTwice(json)).toBe(key);
  expect(() => readJson(json)).toThrow(`This file names ${key} twice in one object`);
});

test.each(['{"a":"a","b":["a","a"]}', '[{"a":1},{"a":1}]', '{"a":{"a":1}}', '"a"', '{"a":"}{\\"a\\":"}', '{"a":"\\\\"}', '[]'])(
  '%s names nothing twice',
  (json) => {
    expect(keyTwice(json)).toBeUndefined();
    expect(readJson(json)).toEqual(JSON.parse(json));
  },
);

test('whatever JSON.stringify writes names nothing twice, indented or not', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.nat(2), (json, indent) => {
      expect(keyTwice(JSON.stringify(JSON.parse(json), null, indent))).toBeUndefined();
    }),
  );
});

test('a key of many thousand characters is told by its beginning', () => {
  const key = 'k'.repeat(800_000);
  const said = (() => {
    try {
      readJson(`{"${key}":1,"${key}":2}`);
    } catch (error) {
      return (error as Error).message;
    }
  })();
  expect(said).toMatch(/^This file names k+… twice in one object: each name may stand once\.$/);
  expect(said!.length).toBeLessThanOrEqual(300);
});
