// The training step as plain data. A graph is written once, in plain code, and never changes: every call below only records
// a node; nothing touches the GPU until plan.ts compiles it. Shapes leave out the replica axis, which leads every tensor.

import { plainest, type Tuning } from '#src/gpu/tuning.ts';
import { inHalf } from './half.ts';
import { Recomputation, type Region } from './recompute.ts';

export type Shape = readonly number[];
export type Role = 'input' | 'constant' | 'parameter' | 'value' | 'gradient' | 'partials';

/** Groups of the optimizer: their learning rates differ, and only matrices decay. The numbers are those of adamw.wgsl. */
export const groups = { matrix: 0, embedding: 1, head: 2, scalar: 3 } as const;
export type Group = keyof typeof groups;

/** Standard deviation of a normal start, or a list of start values (repeated if one). */
export type Init = { readonly normal: number } | { readonly values: readonly number[] };

export interface Tensor {
  readonly name: string;
  readonly shape: Shape;
  readonly role: Role;
  readonly type: 'f32' | 'f16' | 'u32';
  /** Inputs and constants: all replicas read the same values, so the replica axis has length 1. */
  readonly shared?: boolean;
  /** Columns [offset, offset + shape.at(-1)) of a wider tensor. */
  readonly view?: { readonly of: Tensor; readonly offset: number };
}

export interface Parameter extends Tensor {
  readonly group: Group;
  readonly init: Init;
  /** The shape without padding, if the vocabulary was rounded up: what is exported and counted. */
  readonly trueShape: Shape;
  /** How many matrices of one shape lie side by side in it. */
  readonly abreast: number;
}

/** Neighbouring values of a parameter. */
export interface Range {
  readonly parameter: Parameter;
  readonly first: number;
  readonly count: number;
}

export interface Constant extends Tensor {
  readonly data: Float32Array;
}

export interface Shader {
  readonly name: string;
  readonly code: string; // WGSL
}

/** One compute dispatch: an entry point, its buffers by WGSL name, its `shape` uniform, its overrides, its grid. */
export interface Dispatch {
  readonly shader: Shader;
  readonly entry: string;
  /** Tensors by WGSL name. */
  readonly bind: Readonly<Record<string, Tensor>>;
  /** WGSL names that the plan or its owner binds: step, replicas, the arenas of the weights, their tables. */
  readonly provided?: readonly string[];
  /** WGSL names that the entry point declares but its overrides leave unused. */
  readonly unused?: readonly string[];
  readonly shape?: Readonly<Record<string, number>>;
  readonly constants?: Readonly<Record<string, number | boolean>>;
  /** Invocations of a 1-D grid, per replica. */
  readonly invocations: number;
  /** Invocations of a workgroup, if they are not 64. */
  readonly workgroup?: number;
  /** How many equal problems lie side by side, [batch, R, …]: z of the grid counts them as it counts replicas. */
  readonly batch?: number;
  /** It binds no activations, only what is f32 whatever the tuning says. */
  readonly single?: boolean;
}

/** Where a gradient goes, and whether something was already written there. */
export interface Sink {
  readonly tensor: Tensor;
  readonly accumulate: boolean;
}

/** A parameter's partial gradients, to be summed over `count` by one finishing dispatch. */
export interface Partials {
  readonly parameter: Parameter;
  readonly tensor: Tensor; // [count, parameter]
  readonly count: number;
}

type Backward = (dy: Tensor, grad: (x: Tensor) => Sink) => void;

export const size = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
/** Of one element. */
export const elementBytes = ({ type }: Tensor): number => (type === 'f16' ? 2 : 4);
/** Rows of a tensor seen as a matrix, and its columns. */
export const columnsOf = (t: Tensor): number => t.shape.at(-1)!;
export const rowsOf = (t: Tensor): number => size(t.shape) / columnsOf(t);
/** Columns between rows in memory, and the first column, for tensors that may be views. */
export const strideOf = (t: Tensor): number => columnsOf(t.view?.of ?? t);
export const offsetOf = (t: Tensor): number => t.view?.offset ?? 0;

/** A stack holds tensors of one shape in consecutive slots of one buffer, so that a kernel can read them all. */
export interface Stack {
  readonly tensor: Tensor; // [slots, …shape], slot-major: [slots, R, …shape]
  readonly members: Tensor[];
}

export class Graph {
  readonly tuning: Tuning;
  readonly inputs: Tensor[] = [];
  readonly constants: Constant[] = [];
  readonly parameters: Parameter[] = [];
  readonly partials: Partials[] = [];
  /** What the optimizer keeps between two steps, by WGSL name: a value for each of those of some parameters, zero at the start. */
  readonly states = new Map<string, readonly Parameter[]>();
  readonly copies = new Set<string>(); // those of `states` that are no optimizer's
  /** What is updated as a matrix, by its first row: the rest of it lies below, in as many rows as its parameter has. */
  readonly matrices: Range[] = [];
  /** Gradients that come in several parts, to be added where they are used. */
  readonly parts = new Map<Parameter, number>();
  readonly dispatches: Dispatch[] = [];
  /** Number of dispatches of the forward pass, once differentiated. */
  forwardDispatches = 0;
  /** Loss of each row, once the model has one. */
  loss: Tensor | undefined;
  readonly gradients = new Map<Tensor, Tensor>();
  readonly stacks = new Map<Tensor, Stack>();
  /** Slot of each stacked tensor, values and gradients alike. */
  readonly slots = new Map<Tensor, { readonly stack: Stack; readonly slot: number }>();

  private readonly tape: { readonly output: Tensor; readonly backward: Backward }[] = [];
  private readonly written = new Map<Tensor, Set<number>>(); // gradient of a viewed tensor → first columns written
  private readonly stackGradients = new Map<Stack, Stack>();
  private readonly regions: Region[] = [];
  private recomputation: Recomputation | undefined; // of the regions, while the tape is walked
  private names = 0;

  constructor(tuning: Tuning = plainest) {
    this.tuning = tuning;
  }

  /**
   * The loss scale of f16: gradients are those of the summed loss, not of its mean, so they are as many times larger as there are scored
   * tokens (cross_entropy.wgsl); clip.wgsl divides by that number.
   */
  get summed(): boolean {
    return this.tuning.storage === 'f16';
  }

  input(name: string, shape: Shape, shared = false, type: 'u32' | 'f32' = 'u32'): Tensor {
    const t: Tensor = { name, shape, role: 'input', type, shared };
    this.inputs.push(t);
    return t;
  }

  /** Fixed values; shared by all replicas, or the same copy for each where the kernel expects one per replica. */
  constant(name: string, shape: Shape, data: Float32Array, shared = true): Tensor {
    const t: Constant = { name, shape, role: 'constant', type: 'f32', shared, data };
    this.constants.push(t);
    return t;
  }

  parameter(name: string, shape: Shape, group: Group, init: Init, trueShape: Shape = shape, abreast = 1): Parameter {
    const p: Parameter = { name, shape, role: 'parameter', type: 'f32', group, init, trueShape, abreast };
    this.parameters.push(p);
    return p;
  }

  /** Declares a state of the optimizer, of all parameters or of some, for its kernels to bind by this name. */
  state(name: string, of: readonly Parameter[] = this.parameters): string {
    this.states.set(name, of);
    return name;
  }

  /** Declares another arena for all parameters, which lies as theirs does: no kernel finds anything in it by where states begin. */
  copy(name: string): void {
    this.states.set(name, this.parameters);
    this.copies.add(name);
  }

  /** An activation: stored as the tuning says, and so is its gradient. */
  value(name: string, shape: Shape): Tensor {
    return { name: `${name}${this.names++}`, shape, role: 'value', type: this.tuning.storage };
  }

  /** A few numbers per row that half precision would spoil: losses, norms, sums of exponentials. Always f32. */
  statistic(name: string, shape: Shape): Tensor {
    return { ...this.value(name, shape), type: 'f32' };
  }

  /** Columns [offset, offset + width) of x, without a copy. */
  columns(x: Tensor, offset: number, width: number): Tensor {
    const shape = [...x.shape.slice(0, -1), width];
    return { name: `${x.name}[${offset}+${width}]`, shape, role: x.role, type: x.type, view: { of: x, offset } };
  }

  stack(name: string, slots: number, shape: Shape): Stack {
    return this.addStack(this.value(name, [slots, ...shape]));
  }

  /** Gives x the next slot of the stack. */
  push(stack: Stack, x: Tensor): void {
    this.slots.set(x, { stack, slot: stack.members.length });
    stack.members.push(x);
  }

  dispatch(d: Dispatch): void {
    const stored = this.tuning.storage === 'f16' && !d.single ? inHalf(d) : d;
    this.dispatches.push(...(this.recomputation?.expand(stored) ?? [stored]));
  }

  /** What f makes and nobody else uses is not kept for the backward pass, but made once more there. */
  checkpoint<T>(f: () => T): T {
    const start = this.dispatches.length;
    const result = f();
    this.regions.push({ start, end: this.dispatches.length });
    return result;
  }

  get recomputes(): boolean {
    return this.regions.length > 0;
  }

  /** Registers how the gradient of `output` flows back to what made it. */
  record(output: Tensor, backward: Backward): Tensor {
    this.tape.push({ output, backward });
    return output;
  }

  /** Room for the partial gradients of a parameter's scalars; of a constant's, room that nobody reads. */
  partialsOf(weights: Tensor, count: number): Tensor {
    const tensor: Tensor = {
      name: `partials${this.names++}.${weights.name}`,
      shape: [count, size(weights.shape)],
      role: 'partials',
      type: 'f32',
    };
    if (this.partials.some((p) => p.parameter === weights)) throw new Error(`${weights.name} is used by two kernels.`);
    if (weights.role === 'parameter') this.partials.push({ parameter: weights as Parameter, tensor, count });
    return tensor;
  }

  /** The gradient of the logits is written together with the loss: the tape starts there instead of at the loss. */
  seed(x: Tensor): Tensor {
    return this.create(x);
  }

  /** Walks the tape backwards once. Afterwards `gradients` holds the gradient of every parameter. */
  differentiate(): void {
    this.forwardDispatches = this.dispatches.length;
    if (this.regions.length) this.recomputation = new Recomputation([...this.dispatches], this.regions, (t) => this.slots.has(t));
    for (const { output, backward } of this.tape.toReversed()) {
      const dy = this.gradients.get(output);
      if (!dy) throw new Error(`Nothing depends on ${output.name}.`);
      this.checkCovered(output, dy);
      backward(dy, (x) => this.sink(x));
    }
    const reduced = new Set(this.partials.map((p) => p.parameter));
    for (const p of this.parameters)
      if (!this.gradients.has(p) && !reduced.has(p)) throw new Error(`The loss does not depend on ${p.name}.`);
    for (const p of reduced) this.gradients.set(p, gradientOf(p));
  }

  /** The gradient of the whole stack, and whether its slots were written before. */
  stackSink(stack: Stack): { readonly stack: Stack; readonly accumulate: boolean } {
    const seen = this.stackGradients.get(stack);
    if (seen) return { stack: seen, accumulate: true };
    const gradient = this.addStack(gradientOf(stack.tensor));
    for (const member of stack.members) {
      const d = gradientOf(member);
      this.gradients.set(member, d);
      this.push(gradient, d);
    }
    this.stackGradients.set(stack, gradient);
    return { stack: gradient, accumulate: false };
  }

  /**
   * Lets the gradient of x be dy itself, where x entered the output unchanged: no kernel, no copy. True if that was
   * possible: x has no gradient yet, is no parameter (those have their arena), and neither lives in a stack. dy must not be needed under its own name any more.
   */
  adopt(x: Tensor, dy: Tensor): boolean {
    if (x.role === 'parameter' || this.gradients.has(x) || this.slots.has(x) || this.slots.has(dy) || x.view || dy.view)
      return false;
    this.gradients.set(x, dy);
    return true;
  }

  /** The first writer of a gradient overwrites, later ones add: decided here, once, so nothing is ever zeroed. */
  private sink(x: Tensor): Sink {
    if (x.view) {
      const seen = this.gradients.get(x.view.of);
      const whole = seen ?? this.create(x.view.of);
      const tensor = this.columns(whole, x.view.offset, columnsOf(x));
      const columns = this.written.get(whole) ?? new Set();
      if (seen && columns.size === 0) return { tensor, accumulate: true }; // written as a whole before
      this.written.set(whole, columns);
      const accumulate = columns.has(x.view.offset);
      for (let c = 0; c < columnsOf(x); c++) columns.add(x.view.offset + c);
      return { tensor, accumulate };
    }
    const seen = this.gradients.get(x);
    if (seen) this.checkCovered(x, seen);
    return seen ? { tensor: seen, accumulate: true } : { tensor: this.create(x), accumulate: false };
  }

  private addStack(tensor: Tensor): Stack {
    const stack: Stack = { tensor, members: [] };
    this.stacks.set(tensor, stack);
    return stack;
  }

  private create(x: Tensor): Tensor {
    const d = gradientOf(x);
    this.gradients.set(x, d);
    return d;
  }

  /** A gradient written through views must be complete before it is read as a whole. */
  private checkCovered(output: Tensor, dy: Tensor): void {
    const columns = this.written.get(dy);
    if (columns && columns.size !== columnsOf(output))
      throw new Error(`Some columns of the gradient of ${output.name} are never written.`);
  }
}

const gradientOf = ({ name, shape, type }: Tensor): Tensor => ({ name: `d${name}`, shape, role: 'gradient', type });
