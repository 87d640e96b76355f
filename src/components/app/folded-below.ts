// What stands folded at the ends of the page, and is loaded when the page stands.

import './key-list.ts';
import './share-panel.ts';
import './source-list.ts';
