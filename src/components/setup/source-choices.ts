// The data sources as choices of a select; a name that is not on this machine stays visible.

import type { SourceInfo } from '#src/data/source.ts';
import { isolated } from '#src/words/isolated.ts';
import { formatCount } from '#src/words/numbers.ts';
import type { Choice } from '../base/field/choice-field.ts';

export function sourceChoices(sources: readonly SourceInfo[], used: readonly string[]): Choice[] {
  const missing = used.filter((id) => !sources.some((s) => s.id === id));
  return [
    ...missing.map((id) => ({ value: id, label: id })),
    ...sources.map(({ id, title, available, characters }) => ({
      value: id,
      label: available
        ? isolated(title) + (characters ? ` (${formatCount(characters)} characters)` : '')
        : `${isolated(title)} (not in this build)`,
      disabled: !available && !used.includes(id),
    })),
  ];
}
