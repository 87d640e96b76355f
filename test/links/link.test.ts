// Experiments as links: there and back again, read as a person writes them, refused in words.

import { describe, expect, it } from 'vitest';
import { askedAmong } from '#src/experiment/asked.ts';
import { options, type Option } from '#src/experiment/options.ts';
import { specFrom, type ExperimentSpec } from '#src/experiment/spec.ts';
import { armsOf } from '#src/experiment/sweep/sweep.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { linkOf, readLink } from '#src/links/link.ts';
import { hideable } from '#src/links/view.ts';
import { sentenceOf } from '#src/words/message.ts';

const [shortcuts] = lessons;
const base = shortcuts!.spec('nano');
const there = (spec: ExperimentSpec): ExperimentSpec => readLink(`https://example.org/plateau/?size=test${linkOf(spec)}`).spec!;
const changed = (arm: number, change: object, spec = base): ExperimentSpec => ({
  ...spec,
  arms: spec.arms.map((a, i) => (i === arm ? { ...a, config: { ...a.config, ...change } } : a)),
});

/** A value that an arm of the recipe does not have. */
function another(option: Option, value: unknown): unknown {
  if (option.kind === 'switch') return value !== true;
  if (option.kind === 'choice') return option.choices.find((choice) => choice !== value);
  return option.kind === 'text' ? 'own:r\u00e9sum\u00e9 & co #1=2%' : value === option.max ? option.min : option.max;
}

describe('there and back again', () => {
  it.each(
    lessons.flatMap((lesson) =>
      (['test', 'nano', 'standard', 'large'] as const).map((size) => [lesson.id, size, lesson] as const),
    ),
  )('the lesson %s at %s, in a link of two words', (id, size, lesson) => {
    expect(there(lesson.spec(size))).toEqual(lesson.spec(size));
    expect(linkOf(lesson.spec(size))).toBe(`#v=1&lesson=${id}&size=${size}`);
  });

  it.each(options.map((option) => [option.key, option] as const))('%s of one arm', (key, option) => {
    const spec = changed(1, { [key]: another(option, base.arms[1]!.config[key]) });
    // Some values do not go with the rest of the arm: then the file is refused like the link.
    const sound = (): boolean => {
      try {
        return specFrom(JSON.parse(JSON.stringify(spec))) !== undefined;
      } catch {
        return false;
      }
    };
    if (sound()) expect(there(spec)).toEqual(spec);
    else expect(() => there(spec)).toThrow(/This link is not an experiment to train: (arm b|b\.)/);
  });

  it('a setting of every arm stands once', () => {
    const spec = { ...base, arms: base.arms.map((a) => ({ ...a, config: { ...a.config, steps: 77, warmup: 3 } })) };
    expect(linkOf(spec)).toBe('#v=1&lesson=shortcuts&size=nano&all.steps=77&all.warmup=3');
    expect(there(spec)).toEqual(spec);
  });

  it('arms that were removed, doubled, renamed, and another baseline, title, question and seeds', () => {
    const [a, b, c] = base.arms;
    const spec: ExperimentSpec = {
      ...base,
      title: 'Shortcuts (changed)',
      question: 'Does it help? 100 % sure & more = “yes” #1 +\u00a0\ud83d\udc18',
      seeds: [7],
      baseline: 2,
      separate: true,
      arms: [c!, a!, { ...b!, config: { ...b!.config, depth: 3 } }, { ...a!, name: 'again, \u05e9\u05dc\u05d5\u05dd' }],
      asked: askedAmong(base.asked!, (arm) => [1, 2, 0][arm])!,
    };
    expect(there(spec)).toEqual(spec);
    expect(linkOf(spec)).toContain('&arms=cabd&');
    expect(linkOf(spec)).toContain('&asked=share,wire&');
    for (const seeds of [[0], [0, 1], [1, 0], [4_294_967_295], [3, 4]]) expect(there({ ...base, seeds }).seeds).toEqual(seeds);
  });

  it('a sweep, as its axes', () => {
    const sweep = { axes: [{ width: [8, 16], heads: [1, 2] }, { learningRate: [0.01, 2e-5] }, { firstLayer: [false, true] }] };
    const { asked: _, ...about } = base;
    const spec: ExperimentSpec = {
      ...about,
      experiment: 'own',
      title: 'Mine',
      question: '',
      baseline: 3,
      sweep,
      arms: armsOf({ ...base.arms[0]!.config, residual: true, steps: 77 }, sweep),
    };
    expect(there(spec)).toEqual(spec);
    expect(linkOf(spec)).toContain('&axes=width:8,16~heads:1,2/learningRate:0.01,0.00002/firstLayer:off,on&');
    const typed = readLink('#lesson=own&size=nano&axes=width:8,16/steps:50,100&all.depth=2&seeds=2').spec!;
    expect(typed.arms.map(({ name, config }) => [name, config.depth])).toEqual([
      ['width 8, steps 50', 2],
      ['width 8, steps 100', 2],
      ['width 16, steps 50', 2],
      ['width 16, steps 100', 2],
    ]);
  });

  it.each([
    ['axes=width', /sweep\.axes\[0\]\.width\[0\] must be a finite number/],
    ['axes=width:8,16/width:8', /sweep\.axes must differ from each other/],
    ['axes=width:8,16~heads:1', /must have lists of the same length/],
    ['axes=colour:red', /sweep\.axes\[0\]\.colour/],
    ['axes=steps:50,100&baseline=3', /baseline must be a whole number from 0 to 1/],
  ])('a sweep that is none: %s', (text, sentence) => {
    expect(() => readLink(`#lesson=own&size=nano&${text}`)).toThrow(sentence);
  });

  it('an experiment of no lesson', () => {
    const { asked: _, ...about } = base;
    const spec: ExperimentSpec = { ...about, experiment: 'own', title: 'Mine', size: 'standard', baseline: 1 };
    expect(there(spec)).toEqual(spec);
  });

  it('keys for teachers', () => {
    const view = { hide: [...hideable], lock: true, present: true };
    expect(readLink(linkOf(base, view))).toEqual({ spec: base, view });
    expect(readLink('#question=\ud800').spec?.question, 'half a character').toBe('\ufffd');
    expect(readLink('#lock&hide=runs')).toEqual({ spec: undefined, view: { hide: ['runs'], lock: true, present: false } });
  });
});

describe('as a person writes it', () => {
  it.each<[string, (spec: ExperimentSpec) => unknown, unknown]>([
    ['#lesson=shortcuts&size=nano&seeds=5', (s) => s.seeds, [0, 1, 2, 3, 4]],
    ['lesson=shortcuts&A.depth=3', (s) => s.arms[0]!.config.depth, 3],
    [
      '#lesson=shortcuts&size=nano&all.learningRate=1e-3',
      (s) => s.arms.map((a) => a.config.learningRate),
      [1e-3, 1e-3, 1e-3, 1e-3],
    ],
    ['#arms=AC&size=nano', (s) => s.arms.map((a) => a.name), [base.arms[0]!.name, base.arms[2]!.name]],
    ['#arms=ca&size=nano', (s) => s.baseline, 0],
    ['#size=nano&b.name=a+b%20c', (s) => s.arms[1]!.name, 'a b c'],
    ['#size=nano&b.name=100%', (s) => s.arms[1]!.name, '100%'],
    ['#lesson=own&a.residual=off', (s) => s.arms.map((a) => a.config.residual), [false]],
    [' #lesson=parameters ', (s) => s.experiment, 'parameters'],
  ])('%s', (link, seen, right) => {
    expect(seen(readLink(link).spec!)).toEqual(right);
  });

  it.each(['', '#', '#top', '#utm_source=x', 'https://example.org/'])('%o is no experiment', (link) => {
    expect(readLink(link).spec).toBeUndefined();
  });

  it('names what it ignores, and takes the rest', () => {
    const { spec, ignored, view } = readLink(
      '#lesson=shortcuts&size=nano&e.depth=3&a.colour=red&foo=1&all.name=x&hide=runs,moon',
    );
    expect(spec).toEqual(base);
    expect(view.hide).toEqual(['runs']);
    expect(sentenceOf(ignored!)).toBe(
      'The link asks for what this page does not know, and that was ignored: hide=moon, e.depth, a.colour, foo, all.name.',
    );
  });
});

describe('refused in words', () => {
  it.each([
    [
      '#v=2&lesson=shortcuts',
      'This link is of version 2, and this page reads version 1: reload the page, or ask for a new link.',
    ],
    ['#lesson=moon', 'This link is not an experiment to train: lesson must be one of'],
    ['#size=huge', 'This link is not an experiment to train: size must be one of nano, standard, large.'],
    ['#arms=abz', 'This link is not an experiment to train: arms must be 1 to 12 letters from a to d.'],
    ['#arms=', 'arms must be 1 to 12 letters'],
    ['#arms=aaaaaaaaaaaaa', 'arms must be 1 to 12 letters'],
    ['#a.depth=0', 'This link is not an experiment to train: arm a cannot be used: Depth must be a whole number from 1 to 48.'],
    ['#a.depth=1e3', 'arm a cannot be used: Depth'],
    ['#a.depth=0x10', 'a.depth must be a finite number'],
    ['#all.residual=maybe', 'a.residual must be true or false'],
    ['#b.valueResidual=most', 'arm b cannot be used: Value shortcut must be one of'],
    ['#b.name=', 'b.name must be'],
    ['#seeds=0', 'seeds must be a list of 1 to 16 entries'],
    ['#seeds=99', 'seeds must be a list of 1 to 16 entries'],
    ['#seeds=3,3', 'seeds'],
    ['#seeds=a,b', 'seeds[0] must be'],
    ['#baseline=z', 'baseline must be'],
    [`#title=${'x'.repeat(121)}`, 'title must be'],
    [`#a.name=${'x'.repeat(16_000)}`, 'This link is longer than 16,000 characters, so it cannot come from this page.'],
  ])('%s', (link, why) => {
    expect(() => readLink(link)).toThrow(why);
  });
});
