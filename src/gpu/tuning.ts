// Which of several equal kernels a device runs fastest. Graphs are built for a tuning; src/tuning finds one.

export const matmulVariants = ['block8', 'block16', 'tile32', 'tile64', 'quads16', 'quads32'] as const;
/** See the shader matmul.wgsl and what continues it; the number is the longer side of what an invocation or a tile computes. */
export type MatmulVariant = (typeof matmulVariants)[number];

export const attentionVariants = ['plain', 'alone', 'shared'] as const;
/** attention.wgsl as it is written down; or by panels, where neighbouring invocations read alone or, with subgroups, for each other. */
export type AttentionVariant = (typeof attentionVariants)[number];

/** Who adds up a long row: an invocation alone, or neighbours together, behind a barrier, which is cheap on a GPU and dear on a CPU. */
export type Sums = 'alone' | 'together';

export const storedTypes = ['f32', 'f16'] as const;
export type StoredType = (typeof storedTypes)[number];

/**
 * From when on a product is large: on a GPU if its grid has so many workgroups of `large`, since fewer would leave some of it idle;
 * on a CPU if its layer has so many weights, since what is large takes long to compile. Of one replica, so that R changes no digit.
 */
export type LargeFrom = { readonly workgroups: number } | { readonly weights: number };

/** Long sums of weight gradients are split, so that small weights fill a GPU. */
export interface Parts {
  readonly rows: number; // of a part, at least
  readonly most: number; // parts
  readonly workgroups: number; // that fill the device: no more parts than bring so many
}

export interface Tuning {
  /** Of matrix products, and of those that are large enough for another. */
  readonly small: MatmulVariant;
  readonly large: MatmulVariant;
  readonly largeFrom: LargeFrom;
  readonly parts: Parts;
  /** Invocations of a workgroup that uses no workgroup memory. */
  readonly workgroup: number;
  readonly sums: Sums;
  readonly attention: AttentionVariant;
  /** Panels of 16 channels that attention keeps in variables of their own: 2 is faster, and slower to compile. Not of the plain one. */
  readonly attentionPanels: 1 | 2;
  /** How activations and their gradients lie in memory; f16 needs the feature shader-f16. See src/graph/half.ts. */
  readonly storage: StoredType;
}

/** The plainest kernels, which the others are checked against. */
export const plainest: Tuning = {
  small: 'block8',
  large: 'block8',
  largeFrom: { weights: 1 << 13 },
  parts: { rows: 256, most: 1, workgroups: 1 },
  workgroup: 64,
  sums: 'alone',
  attention: 'plain',
  attentionPanels: 1,
  storage: 'f32',
};
