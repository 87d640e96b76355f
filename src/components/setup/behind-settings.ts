// What nobody sees before something is unfolded: it is loaded when the page stands.

import './change-one.ts';
import './own-texts.ts';
import './rate-tuning.ts';
import './sweep-grid.ts';
import './text-drop.ts';
