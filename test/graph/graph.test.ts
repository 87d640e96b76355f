// The tape as plain data: who overwrites a gradient, who adds to it, and what is refused while the graph is built.

import { describe, expect, test } from 'vitest';
import { columnsOf, Graph, offsetOf, rowsOf, size, strideOf, type Sink, type Tensor } from '#src/graph/graph.ts';

const shape = [4, 8];
const parameter = (g: Graph, name: string): Tensor => g.parameter(name, shape, 'matrix', { normal: 1 });

/** An op that reads its inputs and notes where their gradients are to go. */
function reader(g: Graph, ...inputs: Tensor[]) {
  const sinks: Sink[] = [];
  const output = g.record(g.value('y', shape), (_, grad) => inputs.forEach((x) => void sinks.push(grad(x))));
  return { output, sinks };
}

describe('a gradient', () => {
  test('is overwritten by its first writer, and added to by the others', () => {
    const g = new Graph();
    const x = parameter(g, 'x');
    const first = reader(g, x);
    const second = reader(g, first.output, x);
    g.seed(second.output);
    g.differentiate();
    // Backwards, the second reader writes first.
    expect(second.sinks.map((s) => s.accumulate)).toEqual([false, false]);
    expect(first.sinks.map((s) => s.accumulate)).toEqual([true]);
    expect(first.sinks[0]!.tensor).toBe(second.sinks[1]!.tensor);
    expect(g.gradients.get(x)).toBe(first.sinks[0]!.tensor);
    expect(first.sinks[0]!.tensor).toMatchObject({ name: 'dx', shape, role: 'gradient' });
  });

  test('of one op that reads a tensor twice is overwritten, then added to', () => {
    const g = new Graph();
    const both = reader(g, ...new Array<Tensor>(2).fill(parameter(g, 'x')));
    g.seed(both.output);
    g.differentiate();
    expect(both.sinks.map((s) => s.accumulate)).toEqual([false, true]);
  });

  test('is given to the backward pass of the op that made the tensor', () => {
    const g = new Graph();
    const given: Tensor[] = [];
    const y = g.record(g.value('y', shape), (dy, grad) => {
      given.push(dy);
      grad(parameters[0]!);
    });
    const parameters = [parameter(g, 'x')];
    const dy = g.seed(y);
    g.differentiate();
    expect(given).toEqual([dy]);
  });
});

describe('columns', () => {
  test('know where they lie', () => {
    const g = new Graph();
    const x = g.value('x', [6, 12]);
    const view = g.columns(x, 4, 8);
    expect([rowsOf(view), columnsOf(view), strideOf(view), offsetOf(view), size(view.shape)]).toEqual([6, 8, 12, 4, 48]);
    expect([rowsOf(x), columnsOf(x), strideOf(x), offsetOf(x)]).toEqual([6, 12, 12, 0]);
    expect([view.role, view.view]).toEqual(['value', { of: x, offset: 4 }]);
  });

  test('write their part of one gradient: each part is overwritten once', () => {
    const g = new Graph();
    const x = parameter(g, 'x');
    const whole = g.record(g.value('whole', shape), (_, grad) => void grad(x));
    const left = reader(g, g.columns(whole, 0, 4));
    const right = reader(g, g.columns(whole, 4, 4), g.columns(whole, 0, 4), left.output);
    g.seed(right.output);
    g.differentiate();
    expect(right.sinks.map((s) => s.accumulate)).toEqual([false, false, false]);
    expect(left.sinks.map((s) => s.accumulate)).toEqual([true]);
    const dWhole = g.gradients.get(whole)!;
    expect(right.sinks[0]!.tensor.view).toEqual({ of: dWhole, offset: 4 });
    expect(left.sinks[0]!.tensor.view).toEqual({ of: dWhole, offset: 0 });
  });

  test('must cover their tensor', () => {
    const g = new Graph();
    const x = parameter(g, 'x');
    const whole = g.record(g.value('whole', shape), (_, grad) => void grad(x));
    const left = reader(g, g.columns(whole, 0, 4));
    g.seed(left.output);
    expect(() => g.differentiate()).toThrow(`Some columns of the gradient of ${whole.name} are never written.`);
  });

  test('add to what a reader of the whole tensor wrote before', () => {
    const g = new Graph();
    const x = parameter(g, 'x');
    const whole = g.record(g.value('whole', shape), (_, grad) => void grad(x));
    const left = reader(g, g.columns(whole, 0, 4));
    const all = reader(g, whole, left.output);
    g.seed(all.output);
    g.differentiate();
    expect(all.sinks[0]!.accumulate).toBe(false);
    expect(left.sinks[0]!.accumulate).toBe(true);
  });

  test('must all be written before a reader of the whole tensor adds to them', () => {
    const g = new Graph();
    const x = parameter(g, 'x');
    const whole = g.record(g.value('whole', shape), (_, grad) => void grad(x));
    const all = reader(g, whole);
    const left = reader(g, g.columns(whole, 0, 4), all.output);
    g.seed(left.output);
    expect(() => g.differentiate()).toThrow('never written');
  });
});

describe('a gradient that flows on unchanged', () => {
  const dy = (g: Graph): Tensor => g.seed(g.value('y', shape));

  test('is taken over without a copy', () => {
    const g = new Graph();
    const x = g.value('x', shape);
    const incoming = dy(g);
    expect(g.adopt(x, incoming)).toBe(true);
    expect(g.gradients.get(x)).toBe(incoming);
  });

  test('is not, by a parameter, by a tensor that has a gradient, by columns, or by members of a stack', () => {
    const g = new Graph();
    expect(g.adopt(parameter(g, 'p'), dy(g))).toBe(false);
    const x = g.value('x', shape);
    g.seed(x);
    expect(g.adopt(x, dy(g))).toBe(false);
    const wide = g.value('wide', [4, 16]);
    expect(g.adopt(g.columns(wide, 0, 8), dy(g))).toBe(false);
    expect(g.adopt(g.value('z', shape), g.columns(wide, 0, 8))).toBe(false);
    const stack = g.stack('history', 2, shape);
    const member = g.value('member', shape);
    g.push(stack, member);
    expect(g.adopt(member, dy(g))).toBe(false);
    expect(g.adopt(g.value('z', shape), member)).toBe(false);
  });

  test('is added to by a later writer', () => {
    const g = new Graph();
    const x = parameter(g, 'x');
    const inner = g.record(g.value('inner', shape), (_, grad) => void grad(x));
    const early = reader(g, inner);
    const late = g.record(g.value('sum', shape), (incoming, grad) => {
      grad(early.output);
      g.adopt(inner, incoming);
    });
    g.seed(late);
    g.differentiate();
    expect(early.sinks[0]).toEqual({ tensor: g.gradients.get(late), accumulate: true });
  });
});

describe('a stack', () => {
  test('gives its members consecutive slots, and its gradient the same ones', () => {
    const g = new Graph();
    const stack = g.stack('history', 3, shape);
    const members = ['a', 'b'].map((name) => g.value(name, shape));
    for (const member of members) g.push(stack, member);
    expect(stack.tensor.shape).toEqual([3, ...shape]);
    expect(members.map((m) => g.slots.get(m))).toEqual([0, 1].map((slot) => ({ stack, slot })));
    const first = g.stackSink(stack);
    expect(first.accumulate).toBe(false);
    expect(first.stack.tensor.shape).toEqual([3, ...shape]);
    members.forEach((m, slot) => expect(g.slots.get(g.gradients.get(m)!)).toEqual({ stack: first.stack, slot }));
    const second = g.stackSink(stack);
    expect(second).toEqual({ stack: first.stack, accumulate: true });
    expect(g.stacks.get(first.stack.tensor)).toBe(first.stack);
  });
});

describe('what is refused', () => {
  test('a parameter that the loss does not depend on', () => {
    const g = new Graph();
    const { output } = reader(g, parameter(g, 'used'));
    parameter(g, 'idle');
    g.seed(output);
    expect(() => g.differentiate()).toThrow('The loss does not depend on idle.');
  });

  test('a value that nothing depends on', () => {
    const g = new Graph();
    const x = parameter(g, 'x');
    const idle = reader(g, x);
    g.seed(reader(g, x).output);
    expect(() => g.differentiate()).toThrow(`Nothing depends on ${idle.output.name}.`);
  });

  test('scalars that two kernels use: their partial gradients would need two sums', () => {
    const g = new Graph();
    const gate = g.parameter('gate', [1], 'scalar', { values: [0] });
    g.partialsOf(gate, 8);
    expect(() => g.partialsOf(gate, 8)).toThrow('gate is used by two kernels.');
  });
});

test('partial gradients are summed for parameters, and only bound for constants', () => {
  const g = new Graph();
  const gate = g.parameter('gate', [2], 'scalar', { values: [0, 1] });
  const room = g.partialsOf(gate, 8);
  expect(room).toMatchObject({ shape: [8, 2], role: 'partials' });
  expect(g.partialsOf(g.constant('half', [1], Float32Array.of(0.5)), 8).shape).toEqual([8, 1]);
  expect(g.partials).toEqual([{ parameter: gate, tensor: room, count: 8 }]);
  g.differentiate();
  expect(g.gradients.get(gate)).toMatchObject({ shape: [2], role: 'gradient' });
});

test('the forward pass ends where the tape is walked', () => {
  const g = new Graph();
  const dispatch = { shader: { name: 'none', code: '' }, entry: 'main', bind: {}, invocations: 1 };
  g.dispatch(dispatch);
  g.dispatch(dispatch);
  const x = parameter(g, 'x');
  const y = g.record(g.value('y', shape), (_, grad) => {
    grad(x);
    g.dispatch(dispatch);
  });
  g.seed(y);
  g.differentiate();
  expect([g.forwardDispatches, g.dispatches.length]).toEqual([2, 3]);
});
