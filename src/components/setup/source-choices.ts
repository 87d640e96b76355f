// The data sources as choices of a select; a name that is not on this machine stays visible.

import type { SourceInfo } from '#src/data/source.ts';
import { isOwnText } from '#src/experiment/own-text.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatCount } from '#src/words/numbers.ts';
import type { Choice } from '../base/field/choice-field.ts';

/** A text that was deleted, or is on another machine, has no name here. */
export const ownTextName = (sources: readonly SourceInfo[], source: string): string => {
  const title = sources.find(({ id }) => id === source)?.title;
  return title === undefined ? 'a text that is not here any more' : isolated(title);
};

export function sourceChoices(sources: readonly SourceInfo[], used: readonly string[]): Choice[] {
  const missing = used.filter((id) => !sources.some((s) => s.id === id));
  return [
    ...missing.map((id) => ({ value: id, label: isOwnText(id) ? ownTextName(sources, id) : id })),
    ...sources.map(({ id, title, available, characters }) => ({
      value: id,
      label: available
        ? isolated(title) + (characters ? ` (${formatCount(characters)} characters)` : '')
        : `${isolated(title)} (not in this build)`,
      disabled: !available && !used.includes(id),
    })),
  ];
}
