// A chart as SVG: well-formed, with all its words, and with nothing of what visitors typed taken for markup.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { svgOf, type ChartPicture } from '#src/components/base/chart/image.ts';
import { drawBand } from '#src/components/base/chart/lines.ts';
import type { ChartStyle } from '#src/components/base/chart/pen.ts';
import { escapeXml, svgPen } from '#src/components/base/chart/svg.ts';
import { pictureCaption } from '#src/components/curves/curve-words.ts';
import { differenceScene } from '#src/components/curves/difference-scene.ts';
import { differenceNote } from '#src/components/curves/difference-words.ts';
import { lossScene } from '#src/components/curves/loss-scene.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { preferences } from '#src/store/preferences.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { filledRecord } from '../../../store/fake-record.ts';

const measure = (text: string): number => 8 * text.length;

/** Throws at what is no XML: tags that do not match, attributes without quotes, bare < and &. */
function texts(xml: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const part = /<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  while (part.lastIndex < xml.length) {
    const at = part.lastIndex;
    const match = part.exec(xml);
    if (!match) throw new Error(`no XML: ${xml.slice(at, at + 80)}`);
    const [, closing, name, attributes = '', empty, text] = match;
    if (/&(?!(amp|lt|gt|quot|#39);)/.test(attributes + (text ?? ''))) throw new Error(`a bare &: ${match[0]}`);
    if (text !== undefined) found.push(text);
    else if (closing) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name!);
  }
  expect(open).toEqual([]);
  return found.map((t) =>
    t.replace(/&(amp|lt|gt|quot|#39);/g, (_, e: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[e]!),
  );
}

const record = filledRecord({ ...lessons[0]!.spec('nano'), baseline: 0 });
record.arms[1]!.name = `<script>alert("1 & 'one'")</script>`;
const shown = { record, curves: curvesOf(record), progress: undefined, view: preferences.get() };
const picture = (change: Partial<ChartPicture> = {}): ChartPicture => ({
  scene: lossScene(shown),
  title: 'Does it help?',
  caption: ['Thick: held-out loss, mean of 3 seeds.', 'Moby-Dick · nvidia hopper · Plateau'],
  description: 'Held-out loss',
  file: 'loss',
  ...change,
});

describe('the SVG of a chart', () => {
  it('is well-formed and says everything the picture says', () => {
    const words = texts(svgOf(picture(), measure));
    for (const wanted of [
      'Does it help?',
      'Held-out loss',
      'steps',
      'loss, nats per character',
      'Thick: held-out loss, mean of 3 seeds.',
      'Moby-Dick · nvidia hopper · Plateau',
      'no residual',
      'residual',
      'residual + first layer + value',
      'A',
      'D',
      '200',
    ])
      expect(words).toContain(wanted);
    expect(words.some((text) => text.startsWith('<script>'))).toBe(true);
  });

  it('holds no script, no address and no style, whatever an arm is called', () => {
    const svg = svgOf(picture({ title: '</title><script>1</script>', caption: ['<img onerror=1>'] }), measure);
    texts(svg);
    expect(svg).not.toMatch(/<script|<img|<a |href|style=|\son\w+="/i);
  });

  it('of the difference chart names its axes and every arm too', () => {
    const caption = pictureCaption(record, differenceNote(shown));
    const words = texts(svgOf(picture({ scene: differenceScene(shown), caption }), measure));
    for (const { name } of record.arms) expect(words.join(' ')).toContain(name);
    expect(words).toContain('difference from A, nats per character');
    expect(words).toContain('B − A');
  });

  it('is on white and in the light colours', () => {
    const svg = svgOf(picture(), measure);
    expect(svg).toContain('fill="#ffffff"');
    expect(svg).toContain('stroke="#0072b2"');
    expect(svg).toMatch(/<clipPath id="clip1">/);
  });

  it('breaks long captions between words', () => {
    const words = texts(svgOf(picture({ caption: ['word '.repeat(60)] }), measure));
    expect(words.filter((text) => text.startsWith('word ')).length).toBeGreaterThan(1);
    expect(words.join(' ').match(/word/g)).toHaveLength(60);
  });
});

describe('a band', () => {
  const style: ChartStyle = { scale: 1, narrow: false, named: false, colour: () => '#123456' };
  const box = { left: 0, top: 0, width: 100, height: 100, margin: 0 };
  const drawn = (low: number[], high: number[], log = false): string[] => {
    const pen = svgPen(measure);
    const axis = { low: 1, high: 10, log, format: String };
    const band = { x: [1, 3, 5, 7, 9], low, high, length: 5, scale: 1, token: '--arm-a', alpha: 0.5 };
    drawBand(pen, band, { x: { ...axis, log: false }, y: axis, lines: [], levels: [], labels: [], names: [] }, box, style);
    return [...pen.markup().matchAll(/ d="([^"]+)"/g)].map(([, path]) => path!);
  };

  it('goes forth along its upper and back along its lower edge', () => {
    expect(drawn([1, 1, 1, 1, 1], [10, 10, 10, 10, 10])).toEqual([
      'M0 0L22.22 0L44.44 0L66.67 0L88.89 0L88.89 100L66.67 100L44.44 100L22.22 100L0 100Z',
    ]);
  });

  it('pauses where a bound is no number', () => {
    expect(drawn([2, 2, NaN, 2, 2], [3, 3, 3, 3, 3])).toHaveLength(2);
    expect(drawn([2, NaN, 2, NaN, 2], [3, 3, 3, 3, 3])).toEqual([]);
  });

  it('reaches the bottom of a log axis where its lower bound is not above zero', () => {
    const [path] = drawn([-1, -1, -1, -1, -1], [10, 10, 10, 10, 10], true);
    expect(path).toMatch(/L0 100Z$/);
  });
});

describe('escaping', () => {
  it('leaves no character that XML would read or refuse', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 30 }), (codes) => {
        const text = String.fromCodePoint(...codes);
        const [read = ''] = texts(`<t>${escapeXml(text)}</t>`);
        const holds = (code: number): boolean =>
          code >= 0x20 ? !(code >= 0xd800 && code < 0xe000) && code !== 0xfffe && code !== 0xffff : [9, 10, 13].includes(code);
        expect(read).toBe([...text].filter((character) => holds(character.codePointAt(0)!)).join(''));
      }),
    );
  });
});

describe('the pen', () => {
  it('puts back what it had before, and closes what it clipped', () => {
    const pen = svgPen(measure);
    pen.fillStyle = '#111111';
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, 10, 10);
    pen.clip();
    pen.fillStyle = '#222222';
    pen.setLineDash([2, 3]);
    pen.beginPath();
    pen.arc(5, 5, 2, 0, 7);
    pen.fill();
    pen.stroke();
    pen.restore();
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.lineTo(1.234, 5);
    pen.stroke();
    pen.fillText('a', 0, 0);
    const markup = pen.markup();
    texts(`<svg>${markup}</svg>`);
    expect(markup).toMatch(/<g clip-path="url\(#clip1\)">[\s\S]*fill="#222222"[\s\S]*stroke-dasharray="2 3"[\s\S]*<\/g>/);
    expect(markup).toMatch(/<\/g>\s*<path d="M0 0L1\.23 5" fill="none" stroke="#000000"[^>]*linejoin="miter"\/>/);
    expect(markup).toMatch(/fill="#111111">a<\/text>$/);
  });
});
