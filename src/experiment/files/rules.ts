// What values in a file must be, each rule said as a message. Schemas are made of these.

import * as v from 'valibot';
import { countCharacters } from '#src/words/characters.ts';
import { message, type Code, type Message, type Refusal } from '#src/words/message.ts';
import { idPattern } from '../identity.ts';

const many = Number.MAX_SAFE_INTEGER;

/** What is wrong with a value, as a message; valibot carries texts. */
export const rule = <C extends Code>(...said: Parameters<typeof message<C>>): string => JSON.stringify(message(...said));

/** The value as the schema makes it, or what `broken` says of the first rule it breaks: where, as in "arms[0].name", and which. */
export function conform<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  broken: (place: string, rule: Message) => Refusal,
): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [{ path = [], message: said }] = result.issues;
  const place = path.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  throw broken(place.replace(/^\./, ''), JSON.parse(said) as Message);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

export const object = <T extends v.ObjectEntries>(entries: T) =>
  v.pipe(
    v.custom<object>(isObject, rule('mustBeObject')), // a list would pass where every key may be missing
    v.object(entries, rule('isMissing')),
  );

export function text(shortest: number, longest: number) {
  const wrong = rule('mustBeText', { shortest, longest });
  return v.pipe(
    v.string(wrong),
    v.check((given) => given.length >= shortest && countCharacters(given) <= longest, wrong),
  );
}

const notFinite = rule('mustBeFinite');
export const finite = v.pipe(v.number(notFinite), v.finite(notFinite));
export const positive = v.pipe(finite, v.minValue(0, rule('mustBePositive')));
export const truth = v.boolean(rule('mustBeTruth'));

export function whole(smallest = 0, largest = many) {
  const wrong = largest === many ? rule('mustBeWholeFrom', { smallest }) : rule('mustBeWhole', { smallest, largest });
  return v.pipe(v.number(wrong), v.integer(wrong), v.minValue(smallest, wrong), v.maxValue(largest, wrong));
}

export function list<T extends v.GenericSchema>(item: T, fewest: number, most: number) {
  const wrong = rule('mustBeList', { fewest, most });
  return v.pipe(v.array(item, wrong), v.minLength(fewest, wrong), v.maxLength(most, wrong));
}

export const oneOf = <const T extends readonly string[]>(...values: T) =>
  v.picklist(values, rule('mustBeOneOf', { values: values.join(', ') }));
const time = rule('mustBeTime');
export const moment = v.pipe(
  v.string(time),
  v.isoTimestamp(time),
  v.check((text) => !Number.isNaN(Date.parse(text)), time),
);
export const id = v.pipe(text(1, 64), v.regex(idPattern, rule('mustBeId')));
