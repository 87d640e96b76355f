// Where the visitor points on the x axis that all curves share, in the unit of that axis.

import { signal } from '@lit-labs/signals';

export const cursor = signal<number | undefined>(undefined);
