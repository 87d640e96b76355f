// The reading worker: comlink around Reader.

import { expose } from 'comlink';
import { carryRefusals } from '#src/words/across.ts';
import { english } from '#src/words/english/english.ts';
import { speak } from '#src/words/language.ts';
import { Reader } from './reader.ts';

speak(english); // verdicts are sentences
carryRefusals();
expose(new Reader());
postMessage('ready'); // until then nothing is asked of it
