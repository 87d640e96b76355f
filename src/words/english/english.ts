// English, complete. Another language is another object of this type.

import { options } from './options.ts';
import { sentences } from './sentences.ts';
import { floors, traceName } from './names.ts';

export const english = { sentences, options, floors, traceName };
