// Tests hear English, as visitors do.
import { english } from '#src/words/english/english.ts';
import { speak } from '#src/words/language.ts';

speak(english);
