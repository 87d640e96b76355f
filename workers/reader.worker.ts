// The reading worker: comlink around Reader.

import { expose } from 'comlink';
import { carryRefusals } from '#src/words/across.ts';
import { Reader } from './reader.ts';

carryRefusals();
expose(new Reader());
postMessage('ready'); // until then nothing is asked of it
