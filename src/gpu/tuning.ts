// Which of several equal kernels a device runs fastest. Graphs are built for a tuning; src/tuning finds one.

export const matmulVariants = ['block8', 'block16', 'tile32', 'tile64', 'quads16', 'quads32'] as const;
/** See the shader matmul.wgsl and what continues it; the number is the longer side of what an invocation or a tile computes. */
export type MatmulVariant = (typeof matmulVariants)[number];

export const attentionVariants = ['plain', 'alone', 'shared'] as const;
/** attention.wgsl as it is written down; or by panels, where neighbouring invocations read alone or, with subgroups, for each other. */
export type AttentionVariant = (typeof attentionVariants)[number];

export type StoredType = 'f32' | 'f16';

export interface Tuning {
  /** Of a layer with fewer than `smallLayer` weights, and of larger ones: for all its products, in training and evaluation. */
  readonly small: MatmulVariant;
  readonly large: MatmulVariant;
  /** Long sums of weight gradients are split into parts, so that small weights fill a GPU. */
  readonly split: boolean;
  /** Invocations of a workgroup that uses no workgroup memory. */
  readonly workgroup: number;
  readonly attention: AttentionVariant;
  /** Panels of 16 channels that attention keeps in variables of their own: 2 is faster, and slower to compile. Not of the plain one. */
  readonly attentionPanels: 1 | 2;
  /** How activations and their gradients lie in memory; f16 needs the feature shader-f16. See src/graph/half.ts. */
  readonly storage: StoredType;
}

export const smallLayer = 1 << 13;

/** The plainest kernels, which the others are checked against. */
export const plainest: Tuning = {
  small: 'block8',
  large: 'block8',
  split: false,
  workgroup: 64,
  attention: 'plain',
  attentionPanels: 1,
  storage: 'f32',
};
