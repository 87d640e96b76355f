// On what something was trained.

import * as v from 'valibot';
import { object, text, truth } from './rules.ts';

export const deviceSchema = object({
  adapter: text(0, 300),
  software: truth,
  where: text(0, 1000),
  kernels: v.optional(text(0, 300)),
});
