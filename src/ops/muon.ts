// Muon: what momentum says of a matrix, made orthogonal by a Newton–Schulz iteration, is its update. All matrices of one shape, in
// all replicas, go through it together.

import code from '#shaders/muon.wgsl?raw';
import { columnsOf, rowsOf, type Graph, type Parameter, type Range, type Tensor } from '#src/graph/graph.ts';
import { product } from './matmul.ts';
import { assemble } from './shader.ts';

const shader = assemble('muon', code, 'control', 'grid', 'replica', 'step', 'tile');

const momentum = 0.95;
/** X ← a·X + (b·A + c·A²)·X, with A = X·Xᵀ: steepest at 0 of those that bring all singular values between 0.7 and 1.2 or so. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const iterations = 5;
const perGroup = 256; // a workgroup each

/** Appends the update of these parameters by their clipped gradients. A launch of everything for each shape, turned or not. */
export function muon(g: Graph, parameters: readonly Parameter[]): void {
  const state = g.state('momentum', parameters);
  for (const alike of byShape(parameters.flatMap(matricesIn))) {
    const [short, long] = sidesOf(alike[0]!);
    const count = alike.length;
    const shape = { count, first: g.matrices.length, size: short * long, long, beta: momentum };
    g.matrices.push(...alike);
    const all = (what: string, rows: number, columns: number): Tensor => g.statistic(`muon.${what}`, [count, rows, columns]);
    const how = { batch: count, single: true };

    let x = all('x', short, long);
    g.dispatch({
      ...how,
      shader,
      shape,
      entry: 'gather',
      bind: { x },
      provided: ['matrices', 'control', 'gradients', state],
      invocations: perGroup,
      workgroup: perGroup,
    });
    for (let i = 0; i < iterations; i++) {
      const gram = all('gram', short, short);
      product(g, { ...how, bind: { a: x, b: x, c: gram }, sizes: [short, short, long], flags: { TRANSPOSE_B: true } });
      const change = all('change', short, short);
      product(g, { ...how, bind: { a: gram, b: gram, c: change, extra: gram }, sizes: [short, short, short], scale: c, add: b });
      const next = all('x', short, long);
      product(g, { ...how, bind: { a: change, b: x, c: next, extra: x }, sizes: [short, long, short], add: a });
      x = next;
    }
    g.dispatch({
      ...how,
      shader,
      shape,
      entry: 'update',
      bind: { x },
      provided: ['matrices', 'step', 'control', 'replicas', 'parameters'],
      invocations: short * long,
    });
  }
}

const sidesOf = ({ parameter, count: columns }: Range): [short: number, long: number] => {
  const rows = rowsOf(parameter);
  return rows < columns ? [rows, columns] : [columns, rows];
};

function byShape(matrices: readonly Range[]): Range[][] {
  const groups = new Map<string, Range[]>();
  for (const m of matrices) {
    const shape = sidesOf(m).join();
    groups.set(shape, [...(groups.get(shape) ?? []), m]);
  }
  return [...groups.values()];
}

/** Queries, keys and values are read apart, and so are the gate and what it gates: orthogonal to themselves, not to each other. */
function matricesIn(parameter: Parameter): Range[] {
  const columns = columnsOf(parameter) / parameter.abreast;
  return Array.from({ length: parameter.abreast }, (_, i) => ({ parameter, first: i * columns, count: columns }));
}
