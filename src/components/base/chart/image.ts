// A chart as a file: the same drawing as on the page, on white, with a caption that says what it shows and where it is from.

import { lightColour } from '../tokens.ts';
import { drawScene } from './drawing.ts';
import { family, font, type ChartStyle, type Pen } from './pen.ts';
import type { ChartScene } from './scene.ts';
import { element, escapeXml, svgPen, type Measure } from './svg.ts';

/** A scene with all the words around it. */
export interface ChartPicture {
  readonly scene: ChartScene;
  readonly title: string; // above
  readonly caption: readonly string[]; // below; each begins on a line of its own
  readonly description: string; // for those who do not see it
  readonly file: string; // what it is, for the name of the file
}

/** Pixels of the picture; a PNG has twice as many each way. */
export const imageWidth = 1200;
export const imageHeight = 675;

const style: ChartStyle = { scale: 1.4, narrow: false, named: true, colour: lightColour };
const border = 28;
const titleSize = { font: 17, line: 32 };
const captionSize = { font: 11.5, line: 23 };

export function drawPicture(pen: Pen, { scene, title, caption }: ChartPicture): void {
  pen.fillStyle = lightColour('--paper');
  pen.beginPath();
  pen.rect(0, 0, imageWidth, imageHeight);
  pen.fill();

  const width = imageWidth - 2 * border;
  pen.font = font(style, captionSize.font);
  const captionLines = caption.flatMap((line) => wrap(pen, line, width));
  pen.font = font(style, titleSize.font, 600);
  const titleLines = wrap(pen, title, width);
  const write = (lines: readonly string[], from: number, { line }: { line: number }): void => {
    pen.textAlign = 'left';
    pen.textBaseline = 'middle';
    lines.forEach((text, i) => pen.fillText(text, border, from + (i + 0.5) * line));
  };
  pen.fillStyle = lightColour('--ink');
  write(titleLines, border / 2, titleSize);
  const top = border / 2 + titleLines.length * titleSize.line;
  const bottom = imageHeight - border / 2 - captionLines.length * captionSize.line;
  pen.font = font(style, captionSize.font);
  pen.fillStyle = lightColour('--muted');
  write(captionLines, bottom, captionSize);
  drawScene(pen, scene, { left: border / 2, top, width: width + border / 2, height: bottom - top - border / 4 }, style);
}

export function svgOf(picture: ChartPicture, measure: Measure): string {
  const pen = svgPen(measure);
  drawPicture(pen, picture);
  const size = { width: imageWidth, height: imageHeight, viewBox: `0 0 ${imageWidth} ${imageHeight}` };
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...size, 'font-family': family, role: 'img' },
    [
      '',
      element('title', {}, escapeXml(picture.title)),
      element('desc', {}, escapeXml(picture.description)),
      pen.markup(),
      '',
    ].join('\n'),
  );
}

export async function pngOf(picture: ChartPicture): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(2 * imageWidth, 2 * imageHeight);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This browser has no canvas to draw the picture on.');
  pen.scale(2, 2);
  drawPicture(pen, picture);
  const file = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await file.arrayBuffer());
}

/** Measures text as the browser writes it. */
export function canvasMeasure(): Measure {
  const pen = new OffscreenCanvas(1, 1).getContext('2d');
  return (text, fontOf) => {
    if (!pen) return 0;
    pen.font = fontOf;
    return pen.measureText(text).width;
  };
}

/** Breaks a text between words where the line is full. */
function wrap(pen: Pen, text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length === 0 || pen.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
