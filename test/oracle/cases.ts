// The models that are compared with the oracle: our options, and its words for them.

import type { ModelConfig } from '#src/experiment/settings.ts';

export const cases: readonly [name: string, ours: Partial<ModelConfig>, theirs: Record<string, unknown>][] = [
  ['residual', {}, {}],
  ['none', { residual: false }, { res: 'none' }],
  ['x0', { firstLayer: true }, { x0: true }],
  ['none + x0', { residual: false, firstLayer: true }, { res: 'none', x0: true }],
  ['value residual', { valueResidual: 'learned' }, { vres: 'learn' }],
  ['x0 + value residual', { firstLayer: true, valueResidual: 'learned' }, { x0: true, vres: 'learn' }],
  ['U-net', { uNet: true }, { unet: true }],
  ['DenseFormer', { denseFormer: true }, { dense: true }],
  ['hyper-connections', { hyperConnections: true }, { hc: 2 }],
  ['value embeddings', { valueEmbeddings: true }, { ve: true }],
  ['ReZero', { reZero: true }, { res: 'rezero' }],
  ['LayerScale', { layerScale: true }, { res: 'layerscale' }],
];
