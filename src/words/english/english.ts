// English, complete. Another language is another object of this type.

import { floors, traceName } from './names.ts';
import { options } from './options.ts';
import { sentences } from './sentences.ts';

export const english = { sentences, options, floors, traceName };
