// Plateau beside its peers; to be bundled only where bench/node_modules is there.

import { jaxJs } from '../contenders/jax-js.ts';
import { tfjs } from '../contenders/tfjs.ts';
import { offer } from './offer.ts';

offer([jaxJs, tfjs]);
