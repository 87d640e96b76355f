// Where the wires of an arm lie: from wires to coordinates in pixels. Letters go in below, the next letter comes out above. From left
// to right there are lanes: averages of all outputs, first-layer wires, the stream, what scales updates, blocks, values, U-net.

import { isUsed, type Wired } from '#src/experiment/shortcuts.ts';
import { sublayers, wiresOf, type Family, type Place, type Sublayer, type Wire } from './wires.ts';

/** What the drawings of an experiment share, so that a wider arm is wider and a deeper one higher. */
export interface Paper {
  readonly width: number; // pixels
  readonly lane: number; // pixels: nothing that can be pressed is smaller
  readonly widest: number; // channels
  readonly deepest: number; // blocks
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A wire, or a line that several of them share. */
export interface Line {
  readonly family: Family | undefined;
  readonly wire: Wire | undefined;
  readonly d: string; // an SVG path
  readonly at: readonly [x: number, y: number]; // where its sign stands
}

export interface BlockBoxes {
  readonly attention: Box;
  readonly mlp: Box;
  readonly heads: readonly Box[]; // of the attention, as far as they can be told apart
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly letters: Box;
  readonly next: Box;
  readonly blocks: readonly BlockBoxes[];
  readonly lines: readonly Line[];
  /** What is pressed, and what has the focus, for each family. */
  readonly zones: Readonly<Record<Family, Box>>;
}

const plate = 17; // height of the boxes at both ends
const pad = 11; // between them and the blocks
const lanes = 6; // beside the blocks
const narrowestBlock = 8;

export function layoutOf(c: Wired & { readonly heads: number }, paper: Paper): Layout {
  const frame = frameOf(c, paper);
  const { blocks, letters, next, height } = frame;
  const lines = wiresOf(c).flatMap((wire) => linesOf(c, frame, wire));
  return { width: paper.width, height, letters, next, blocks, lines: [...busesOf(c, frame), ...lines], zones: zonesOf(frame) };
}

interface Frame {
  readonly depth: number;
  readonly height: number;
  readonly lane: number;
  readonly pitch: number; // from block to block
  readonly letters: Box;
  readonly next: Box;
  readonly blocks: readonly BlockBoxes[];
  /** Centre of a lane, from the left; the blocks stand between the fourth and the fifth. */
  readonly x: (lane: number) => number;
  /** Where the stream enters a block. */
  readonly entry: (layer: number) => number;
  readonly edge: number; // left of the blocks
  readonly main: number; // x of what leads from block to block
  readonly right: number; // edge of the blocks
}

function frameOf(c: Wired & { readonly heads: number }, { width, lane, widest, deepest }: Paper): Frame {
  const { depth } = c;
  const room = clamp(width - lanes * lane, 36, 96);
  const left = Math.max(0, (width - lanes * lane - room) / 2);
  const pitch = clamp(208 / deepest, 7, 30);
  const height = 2 * (plate + pad) + deepest * pitch + 2;
  const entry = (layer: number): number => height - 1 - plate - pad - layer * pitch;
  const x = (n: number): number => left + lane * (n + 0.5) + (n >= 4 ? room : 0);
  const edge = left + 4 * lane; // of the blocks
  const breadth = Math.max(narrowestBlock, room * (c.width / widest));
  const blocks = Array.from({ length: depth }, (_, layer) => boxesOf(edge, breadth, entry(layer), pitch, c.heads));
  const streams = c.residual || c.hyperConnections;
  const ends = { x: x(1) - 7, width: x(4) - x(1) + 14, height: plate };
  return {
    depth,
    height,
    lane,
    pitch,
    blocks,
    entry,
    x,
    letters: { ...ends, y: height - 1 - plate },
    next: { ...ends, y: entry(depth) - pad - plate },
    edge,
    main: streams ? x(2) : edge + breadth / 2,
    right: edge + breadth,
  };
}

function boxesOf(x: number, width: number, bottom: number, pitch: number, heads: number): BlockBoxes {
  const gap = clamp(pitch * 0.28, 2, 8);
  const each = (pitch - gap) / 2;
  const box = (y: number): Box => ({ x, y, width, height: each - (each > 5 ? 0.75 : 0) });
  const attention = box(bottom - gap / 2 - each + (each > 5 ? 0.75 : 0));
  const between = 2;
  const count = heads <= width / (3 + between) ? heads : 1;
  const own = (width - between * (count - 1)) / count;
  return {
    attention,
    mlp: box(bottom - gap / 2 - 2 * each),
    heads: Array.from({ length: count }, (_, i) => ({ ...attention, x: x + i * (own + between), width: own })),
  };
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
const round = (value: number): string => String(Math.round(value * 10) / 10);
/** 'M 1.25 2' of its parts. */
const path = (...parts: readonly (string | number)[]): string =>
  parts.map((part) => (typeof part === 'number' ? round(part) : part)).join(' ');

const centre = ({ y, height }: Box): number => y + height / 2;
const layerOf = (place: Place): number => Number(place.split(' ')[1]);
const sublayerOf = (place: Place): Sublayer | undefined => sublayers.find((each) => place.startsWith(each));

/** Lines that the wires of a family leave one after the other. */
function busesOf(c: Wired, f: Frame): Line[] {
  const top = (y: number): number => y + 6;
  const bus = (family: Family, d: string): Line => ({ family, wire: undefined, d, at: [0, 0] });
  const last = f.blocks.at(-1);
  const [first, values] = [f.x(1), f.x(4)];
  if (!last) return [];
  return [
    ...(c.firstLayer ? [bus('firstLayer', path('M', first, f.letters.y, 'V', top(f.entry(f.depth - 1))))] : []),
    ...(c.valueEmbeddings ? [bus('valueEmbeddings', path('M', values, f.letters.y, 'V', top(centre(last.attention))))] : []),
    ...(c.valueResidual !== 'off' && !c.valueEmbeddings && f.depth > 1
      ? [
          bus(
            'valueResidual',
            path(
              ...['M', f.right, centre(f.blocks[0]!.attention), 'H', values - 6],
              ...['q', 6, 0, 6, -6, 'V', top(centre(last.attention))],
            ),
          ),
        ]
      : []),
  ];
}

function linesOf(c: Wired, f: Frame, wire: Wire): Line[] {
  const line = (d: string, x: number, y: number): Line[] => [{ family: wire.family, wire, d, at: [x, y] }];
  switch (wire.family) {
    case undefined:
      return line(throughOf(c, f, wire), f.main, f.entry(0));
    case 'residual': {
      const [low, high] = pastOf(f, wire);
      return line(path('M', f.x(2), low, 'V', high), f.x(2), low);
    }
    case 'firstLayer': {
      const y = f.entry(layerOf(wire.to));
      const [x, bend] = [f.x(1), 6];
      if (wire.weight?.index === 0) return line(path('M', f.main, y + 3, 'V', y - 3), f.main, y);
      return line(path('M', x, y + bend, 'q', 0, -bend, bend, -bend, 'H', f.main), x + 12, y);
    }
    case 'valueResidual':
    case 'valueEmbeddings': {
      const [x, y] = [f.x(4), centre(f.blocks[layerOf(wire.to)]!.attention)];
      const table = wire.family === 'valueEmbeddings' ? ['M', x - 2.5, y + 6, 'h', 5, 'v', 5, 'h', -5, 'z'] : [];
      return line(path('M', x, y + 6, 'q', 0, -6, -6, -6, 'H', f.right, ...table), x - 9, y);
    }
    case 'uNet': {
      const [low, high] = [f.entry(giverOf(wire)) + 2, f.entry(layerOf(wire.to)) - 2];
      const out = f.right + 8 + (f.x(5) + f.lane / 2 - f.right - 8) * 1.25 * ((low - high) / (f.depth * f.pitch + 4));
      return line(
        path('M', f.main, low, 'H', f.right, 'C', out, low, out, high, f.right, high, 'H', f.main),
        (f.right + out) / 2,
        high,
      );
    }
    case 'denseFormer': {
      const high = f.entry(layerOf(wire.to));
      const low = f.entry(wire.from === 'embedding' ? 0 : layerOf(wire.from) + 1);
      if (low === high) return line(path('M', f.main, high + 3, 'V', high - 3), f.main, high);
      const out = f.x(2) - 6 - 2.3 * f.lane * 1.33 * ((low - high) / (f.depth * f.pitch));
      return line(path('M', f.main, low, 'C', out, low, out, high, f.main, high), out, (low + high) / 2);
    }
    case 'hyperConnections':
      return line(copyOf(f, wire), f.x(2), f.entry(0));
    case 'layerScale': {
      const [x, y] = [f.edge - 5, writes(f, wire.from)];
      return line(path('M', x, y - 3.5, 'v', 7), x, y);
    }
    case 'reZero': {
      const [x, y] = [f.x(2) + 0.75 * f.lane, writes(f, wire.from)];
      return line(path('M', f.edge, y, 'H', f.x(2), 'M', x - 3, y, 'a', 3, 3, 0, 1, 0, 6, 0, 'a', 3, 3, 0, 1, 0, -6, 0), x, y);
    }
  }
}

/** U-net: the block before whose entry the giver's output lies. */
const giverOf = ({ from }: Wire): number => {
  const [kind, layer] = from.split(' ');
  return kind === 'out' ? Number(layer) + 1 : kind === 'into' ? Number(layer) : 0;
};

const boxAt = (f: Frame, place: Place): Box => f.blocks[layerOf(place)]![sublayerOf(place)!];
/** Where a sublayer reads the stream, and where it writes to it. */
const reads = (f: Frame, place: Place): number => centre(boxAt(f, place)) + boxAt(f, place).height / 4;
const writes = (f: Frame, place: Place): number => centre(boxAt(f, place)) - boxAt(f, place).height / 4;

/** Past a sublayer: from entry to the line between attention and MLP, and from there to the next entry. */
function pastOf(f: Frame, { to }: Wire): [low: number, high: number] {
  const layer = layerOf(to);
  const middle = f.blocks[layer]!.attention.y;
  if (to.startsWith('middle')) return [layer === 0 ? f.letters.y : f.entry(layer), middle];
  return [middle, layer === f.depth - 1 ? f.next.y + plate : f.entry(layer + 1)];
}

/** The way that every model has: beside its stream, into and out of each sublayer; without one, straight through them. */
function throughOf(c: Wired, f: Frame, { from, to }: Wire): string {
  const streams = c.residual || c.hyperConnections;
  const { edge } = f;
  if (to === 'head') return path('M', f.main, f.entry(f.depth), 'V', f.next.y + plate);
  if (sublayerOf(to)) {
    if (streams) return path('M', f.main, reads(f, to), 'H', edge);
    const { y, height } = boxAt(f, to);
    const layer = layerOf(to);
    const start = sublayerOf(to) === 'mlp' ? f.blocks[layer]!.attention.y : layer === 0 ? f.letters.y : f.entry(layer);
    return path('M', f.main, start, 'V', y + height);
  }
  if (streams) return path('M', edge, writes(f, from), 'H', f.main);
  const layer = layerOf(to);
  return path('M', f.main, boxAt(f, from).y, 'V', to.startsWith('out') ? f.entry(layer + 1) : boxAt(f, from).y - 1);
}

/** Two copies of the stream, side by side. */
function copyOf(f: Frame, wire: Wire): string {
  const apart = Math.min(7, f.lane / 3.5);
  const at = (copy: number): number => f.x(2) + (copy === 0 ? -apart : apart);
  const { edge } = f;
  const [from, to] = wire.copies!;
  if (from === undefined) return path('M', edge, writes(f, wire.from) + (to === 0 ? 0.8 : -0.8), 'H', at(to!));
  if (to === undefined) return path('M', at(from), reads(f, wire.to) + (from === 0 ? 0.8 : -0.8), 'H', edge);
  const [low, high] = pastOf(f, wire);
  return path('M', at(from), low, 'L', at(to), high);
}

/** The lanes, cut where two families share one: each is at least a lane wide and high. */
function zonesOf(f: Frame): Record<Family, Box> {
  const high = Math.max(f.letters.y - f.next.y - plate, 3 * f.lane);
  const zone = (lane: number, part = 0, parts = 1): Box => ({
    x: f.x(lane) - f.lane / 2,
    y: f.letters.y - (high * (part + 1)) / parts,
    width: f.lane,
    height: high / parts,
  });
  return {
    denseFormer: zone(0),
    firstLayer: zone(1),
    residual: zone(2),
    hyperConnections: zone(3, 0, 3),
    layerScale: zone(3, 1, 3),
    reZero: zone(3, 2, 3),
    valueEmbeddings: zone(4, 0, 2),
    valueResidual: zone(4, 1, 2),
    uNet: zone(5),
  };
}

/** What an arm would have with a family that it lacks: only the lines of that family. */
export function ghostOf(c: Wired & { readonly heads: number }, family: Family, paper: Paper): readonly Line[] {
  if (isUsed(c, family)) return [];
  const excluded =
    family === 'valueEmbeddings'
      ? { valueResidual: 'off' as const }
      : family === 'valueResidual'
        ? { valueEmbeddings: false }
        : {};
  const added = { ...c, ...excluded, [family]: family === 'valueResidual' ? 'learned' : true };
  // Where two copies of the stream stand in for it, it would lie between them.
  const whole = { ...added, ...(family === 'residual' && { hyperConnections: false }) };
  const frame = frameOf(whole, paper);
  const wires = wiresOf(whole).filter((wire) => wire.family === family);
  const buses = busesOf(whole, frame).filter((line) => line.family === family);
  return [...buses, ...wires.flatMap((wire) => linesOf(whole, frame, wire))];
}
