// The part of the peers' interfaces that the bench uses, so that `npm run check` needs no peer to be installed.

declare module '@jax-js/jax' {
  /** An array, or what stands for one inside `jit`. Whoever receives it owns it: `ref` makes one more owner. */
  export interface Array {
    readonly ref: this;
    add(other: Array | number): Array;
    sub(other: Array | number): Array;
    mul(other: Array | number): Array;
    div(other: Array | number): Array;
    sum(axis?: number): Array;
    mean(axis?: number): Array;
    reshape(shape: readonly number[]): Array;
    slice(...index: (number | [] | [number, number] | Array)[]): Array;
    data(): Promise<ArrayLike<number>>;
    gpuBufferSync(): GPUBuffer;
    dispose(): void;
  }
  export type Tree = { readonly [name: string]: Array };
  type Nested = Array | Tree | readonly Nested[];
  export function init(device: 'webgpu'): Promise<string[]>;
  export function defaultDevice(device: 'webgpu'): void;
  export function getWebGPUDevice(): GPUDevice;
  export function jit<F extends (...given: never[]) => Nested>(f: F): F;
  export function valueAndGrad<P extends Nested, R extends Array[]>(
    f: (parameters: P, ...rest: R) => Array,
  ): (parameters: P, ...rest: R) => [Array, P];
  export const numpy: {
    array(values: Float32Array | Int32Array): Array;
    zeros(shape: readonly number[]): Array;
    matmul(a: Array, b: Array): Array;
    einsum(subscripts: string, a: Array, b: Array): Array;
    flip(x: Array, axis: number): Array;
    minimum(a: Array | number, b: Array | number): Array;
    reciprocal(x: Array): Array;
    sqrt(x: Array): Array;
    square(x: Array): Array;
  };
  export const nn: {
    logsumexp(x: Array, axis: number): Array;
    oneHot(x: Array, classes: number): Array;
    relu(x: Array): Array;
    softmax(x: Array, axis: number): Array;
  };
  export const tree: {
    ref<T extends Nested>(tree: T): T;
    dispose(tree: Nested): void;
  };
}

declare module '@tensorflow/tfjs-core' {
  export interface Tensor {
    readonly shape: number[];
    data(): Promise<Float32Array>;
    dispose(): void;
  }
  type Shape = readonly number[];
  type Backward = (dy: Tensor, saved: Tensor[]) => Tensor;
  export function setBackend(name: 'webgpu'): Promise<boolean>;
  export function backend(): object;
  export function tidy<T extends Tensor[]>(work: () => T): T;
  export function dispose(tensors: readonly Tensor[]): void;
  export function valueAndGrads(f: (...x: Tensor[]) => Tensor): (x: Tensor[]) => { value: Tensor; grads: Tensor[] };
  export function customGrad(
    f: (x: Tensor, save: (tensors: Tensor[]) => void) => { value: Tensor; gradFunc: Backward },
  ): (x: Tensor) => Tensor;
  export function tensor(values: Float32Array | Int32Array, shape: Shape, type?: 'float32' | 'int32'): Tensor;
  export function zeros(shape: Shape): Tensor;
  export function reshape(x: Tensor, shape: Shape): Tensor;
  export function transpose(x: Tensor, order: Shape): Tensor;
  export function split(x: Tensor, sizes: number | Shape, axis?: number): Tensor[];
  export function concat(x: Tensor[], axis?: number): Tensor;
  export function reverse(x: Tensor, axis: number): Tensor;
  export function gather(table: Tensor, rows: Tensor): Tensor;
  export function oneHot(x: Tensor, classes: number): Tensor;
  export function matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  export function add(a: Tensor, b: Tensor | number): Tensor;
  export function sub(a: Tensor, b: Tensor | number): Tensor;
  export function mul(a: Tensor, b: Tensor | number): Tensor;
  export function div(a: Tensor, b: Tensor | number): Tensor;
  export function minimum(a: Tensor, b: Tensor | number): Tensor;
  export function sum(x: Tensor, axis?: number): Tensor;
  export function mean(x: Tensor, axis: number, keepDimensions: boolean): Tensor;
  export function square(x: Tensor): Tensor;
  export function sqrt(x: Tensor): Tensor;
  export function rsqrt(x: Tensor): Tensor;
  export function exp(x: Tensor): Tensor;
  export function neg(x: Tensor): Tensor;
  export function relu(x: Tensor): Tensor;
  export function softmax(x: Tensor): Tensor;
  export function logSoftmax(x: Tensor): Tensor;
}

/** Gradients of all operations; the main module leaves them out. */
declare module '@tensorflow/tfjs-core/dist/register_all_gradients.js';
declare module '@tensorflow/tfjs-backend-webgpu';
