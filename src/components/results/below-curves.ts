// What has nothing to show before there are curves, or before something is pointed at: it is loaded when the page stands.

import '../base/term-word.ts';
import '../curves/difference-chart.ts';
import '../curves/end-guesses.ts';
import '../curves/view-options.ts';
import '../drawing/wire-panel.ts';
import '../inside/inside-panel.ts';
import './before-answer.ts';
import './profile-panel.ts';
import './lesson-end.ts';
import './result-table.ts';
import './sample-view.ts';
import './scale-results.ts';
import './verdict-panel.ts';
