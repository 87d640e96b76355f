// A pen that writes SVG: text stays text, and whatever visitors typed is escaped.

import type { Pen } from './pen.ts';

export interface SvgPen extends Pen {
  /** All that was drawn, as elements. */
  markup(): string;
}

/** How wide a text will be in a font, as a canvas would write it. */
export type Measure = (text: string, font: string) => number;

type State = Pick<
  Pen,
  'strokeStyle' | 'fillStyle' | 'lineWidth' | 'lineJoin' | 'globalAlpha' | 'font' | 'textAlign' | 'textBaseline'
>;

const initial: State = {
  strokeStyle: '#000000',
  fillStyle: '#000000',
  lineWidth: 1,
  lineJoin: 'miter',
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'left',
  textBaseline: 'alphabetic',
};

export function svgPen(measure: Measure): SvgPen {
  const parts: string[] = [];
  const kept: (State & { readonly dash: readonly number[]; readonly groups: number })[] = [];
  let path = '';
  let dash: readonly number[] = [];
  let groups = 0; // opened since the last save
  let clips = 0;

  const opacity = (): number | undefined => (pen.globalAlpha < 1 ? pen.globalAlpha : undefined);
  // Charts paint with colours only.
  const fill = (): string => pen.fillStyle as string;

  const pen: SvgPen = {
    ...initial,
    beginPath: () => void (path = ''),
    moveTo: (x, y) => void (path += `M${number(x)} ${number(y)}`),
    lineTo: (x, y) => void (path += `L${number(x)} ${number(y)}`),
    closePath: () => void (path += 'Z'),
    rect: (x, y, width, height) =>
      void (path += `M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}Z`),
    // Charts draw whole circles only: two halves, because an arc cannot end where it begins.
    arc: (x, y, r) => {
      const half = (across: number): string => `a${number(r)} ${number(r)} 0 1 0 ${number(across)} 0`;
      path += `M${number(x - r)} ${number(y)}${half(2 * r)}${half(-2 * r)}`;
    },
    stroke: () => {
      const line = {
        stroke: pen.strokeStyle as string,
        'stroke-width': pen.lineWidth,
        'stroke-linejoin': pen.lineJoin,
        'stroke-dasharray': dash.length ? dash.map(number).join(' ') : undefined,
      };
      if (path) parts.push(element('path', { d: path, fill: 'none', ...line, opacity: opacity() }));
    },
    fill: () => void (path && parts.push(element('path', { d: path, fill: fill(), opacity: opacity() }))),
    clip: () => {
      groups++;
      parts.push(
        element('clipPath', { id: `clip${++clips}` }, element('path', { d: path })),
        `<g clip-path="url(#clip${clips})">`,
      );
    },
    save: () => {
      const { strokeStyle, fillStyle, lineWidth, lineJoin, globalAlpha, font, textAlign, textBaseline } = pen;
      kept.push({ strokeStyle, fillStyle, lineWidth, lineJoin, globalAlpha, font, textAlign, textBaseline, dash, groups });
      groups = 0;
    },
    restore: () => {
      const before = kept.pop();
      if (!before) return;
      parts.push('</g>'.repeat(groups));
      const { dash: dashes, groups: open, ...state } = before;
      dash = dashes;
      groups = open;
      Object.assign(pen, state);
    },
    setLineDash: (segments) => void (dash = [...segments]),
    fillText: (content, x, y) => {
      if (!content) return;
      const [, weight = '400', size = '10'] = /^(?:(\d+) )?([\d.]+)px/.exec(pen.font) ?? [];
      const place = {
        x,
        // Few programs know dominant-baseline; the middle of a line lies about 0.35 of its size above the baseline.
        y: pen.textBaseline === 'middle' ? y + 0.35 * Number(size) : y,
        'font-size': Number(size),
        'font-weight': weight,
        'text-anchor': { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' }[pen.textAlign],
      };
      parts.push(element('text', { ...place, fill: fill(), opacity: opacity() }, escapeXml(content)));
    },
    measureText: (content) => ({ width: measure(content, pen.font) }),
    markup: () => parts.join('\n'),
  };
  return pen;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `content` is markup; attributes are escaped here. */
export function element(name: string, attributes: Attributes, content?: string): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${typeof value === 'number' ? number(value) : escapeXml(value)}"`,
  );
  const start = `<${name}${written.join('')}`;
  return content === undefined ? `${start}/>` : `${start}>${content}</${name}>`;
}

/** Two decimals are a fiftieth of a pixel at twice the size. */
const number = (value: number): string => String(Math.round(100 * value) / 100);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As text or attribute; what XML cannot hold at all (control characters, halves of a pair) is left out. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => entities[character]!);
