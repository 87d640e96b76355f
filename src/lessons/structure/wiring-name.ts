// What an arm is called by its wires: "no residual + first layer". The name follows when a wire is added or cut, for as long as it
// is of this form.

import { isUsed, shortcuts, type Wiring } from '#src/experiment/shortcuts.ts';

const short: Readonly<Record<keyof Wiring, string>> = {
  residual: 'residual',
  firstLayer: 'first layer',
  valueResidual: 'value',
  uNet: 'U-net',
  valueEmbeddings: 'value embeddings',
  denseFormer: 'DenseFormer',
  hyperConnections: 'hyper-connections',
  reZero: 'ReZero',
  layerScale: 'LayerScale',
};

export const wiringName = (c: Wiring): string =>
  [...(c.residual ? [] : ['no residual']), ...shortcuts.flatMap(({ key }) => (isUsed(c, key) ? [short[key]] : []))].join(' + ');

/** "residual, 4 blocks" of an arm that loses its residual becomes "no residual, 4 blocks"; other names stay as they are. */
export function renamed(name: string, before: Wiring, after: Wiring): string {
  const was = wiringName(before);
  const rest = name.slice(was.length);
  return name.startsWith(was) && (rest === '' || rest.startsWith(',')) ? wiringName(after) + rest : name;
}
