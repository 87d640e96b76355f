// The axes of a sweep in a link: width:8,16,32~heads:1,1,2/steps:50,100. Settings that change together are joined by ~.

import { options } from '#src/experiment/options.ts';
import type { Sweep } from '#src/experiment/sweep/sweep.ts';
import { valueIn, valueText } from './setting-text.ts';

export const axesText = ({ axes }: Sweep): string =>
  axes
    .map((axis) =>
      Object.entries(axis)
        .map(([key, values]) => `${key}:${values.map(valueText).join(',')}`)
        .join('~'),
    )
    .join('/');

/** What is no axis is left as it is, so that it is refused in words. */
export const axesIn = (text: string): unknown[] =>
  text.split('/').map((axis) =>
    Object.fromEntries(
      axis.split('~').map((part) => {
        const [key = '', ...values] = part.split(':');
        const option = options.find((o) => o.key === key);
        return [
          key,
          values
            .join(':')
            .split(',')
            .map((value) => (option ? valueIn(option, value) : value)),
        ] as const;
      }),
    ),
  );
