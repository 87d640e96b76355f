// A link: an experiment to set up or a study, and what the page is to show of it. It never starts anything.

import type { ExperimentSpec } from '#src/experiment/spec.ts';
import type { Size } from '#src/lessons/lesson.ts';
import { isStudy } from '#src/lessons/study-names.ts';
import { listed } from '#src/words/cut.ts';
import { message, refuse, type Message } from '#src/words/message.ts';
import { linkText, longestLink, longestResults, pairsIn, type Pairs } from './pairs.ts';
import { readSpec, specPairs, type Said } from './spec-link.ts';
import { plainView, viewPairs, viewWith, type View } from './view.ts';

export interface Link {
  readonly spec: ExperimentSpec | undefined; // none if it says nothing of one, or is of a study
  readonly results?: string; // packed: packed.ts
  readonly view: View;
  readonly ignored?: Message; // keys that mean nothing to this version
}

export const linkOf = (spec: ExperimentSpec, view: View = plainView): string =>
  linkText([...specPairs(spec), ...viewPairs(view)]);

/** A kept experiment with its results, in place of one to set up. */
export const resultsLinkOf = (results: string, view: View = plainView): string =>
  linkText([['results', results], ...viewPairs(view)]);

/** From a whole address or what is behind its #. `suits`: the size where none is named. Refuses in one sentence what is no experiment. */
export function readLink(link: string, suits: Size = 'nano'): Link {
  let view = plainView;
  let results: string | undefined;
  const strange: string[] = [];
  const most = longestLink + longestResults;
  const rest: Pairs = pairsIn(link, most).filter(([key, value]) => {
    if (key === 'results') {
      results = value;
      return false;
    }
    const asked = viewWith(view, key, value);
    if (!asked) return true;
    view = asked.view;
    strange.push(...asked.unknown);
    return false;
  });
  const isOfStudy = rest.some(([key, value]) => key === 'lesson' && isStudy(value));
  if (isOfStudy) results = undefined;
  if (results === undefined && link.length > longestLink) throw refuse('linkTooLong', { most: longestLink });
  const { spec, unknown } = isOfStudy ? besideStudy(rest) : readSpec(rest, suits);
  const keys = [...strange, ...unknown.map(([key]) => key)];
  return {
    spec: results === undefined ? spec : undefined,
    view,
    ...(results !== undefined && { results }),
    ...(keys.length > 0 && { ignored: message('linkKeysIgnored', { keys: listed(keys, 120) }) }),
  };
}

/** A study is set up by nothing but its name. */
const besideStudy = (pairs: Pairs): Said => ({
  spec: undefined,
  unknown: pairs.filter(([key]) => key !== 'lesson' && key !== 'v'),
});
