// The link of what is set up, and what the link in the address asks for. Following one starts nothing.

import { computed, signal } from '@lit-labs/signals';
import { linkOf, readLink, resultsLinkOf } from '#src/links/link.ts';
import { linkText, longestLink, pairsIn } from '#src/links/pairs.ts';
import { isSize, type Size } from '#src/lessons/lesson.ts';
import { isStudy } from '#src/lessons/study-names.ts';
import { plainView, viewPairs, type Part, type View } from '#src/links/view.ts';
import { messageOf, Refusal, type Message } from '#src/words/message.ts';
import { showImported } from './kept/history.ts';
import { presenting } from './preferences.ts';
import { draft, draftFromSpec, spec } from './setup/draft.ts';
import { record, reset, shownSoFar } from './shown/session.ts';
import { broughtStudy, chosenStudy } from './chosen-study.ts';

/** What a teacher's link leaves out of the page. */
export const view = signal<View>(plainView);
/** What is wrong with the link that was followed last, or what of it was ignored. */
export const linkNotice = signal<Message | undefined>(undefined);

export const isHidden = (part: Part): boolean => view.get().hide.includes(part);

/** What is shown: a study; or what is set up, under the title of its lesson, which says that much already. */
export const linkNow = (asked: View = view.get()): string =>
  chosenStudy.get()
    ? linkText([['lesson', chosenStudy.get()], ...viewPairs(asked)])
    : linkOf({ ...spec.get(), title: draft.get().title }, asked);

/** What was set up when the link in the address had been followed; undefined before it was. */
const followed = signal<string | undefined>(undefined);

/**
 * What may stay in the address behind its #: the link that was followed until something is changed, or a reload would take that
 * back; then what it asked of the page.
 */
export const hashNow = computed((): string => {
  if (chosenStudy.get()) return linkNow();
  const then = followed.get();
  // A study that was left is no link of what is set up.
  if ((then === undefined || then === linkNow()) && !studyIn(location.hash)) return location.hash;
  const pairs = viewPairs(view.get());
  return pairs.length ? linkText(pairs) : '';
});

/** The results that are shown as well; undefined where nothing is. Rejects with a refusal where they do not fit. */
export async function resultsLinkNow(asked: View = view.get()): Promise<string | undefined> {
  const shown = shownSoFar();
  if (!shown) return undefined;
  const { packed } = await import('#src/links/packed.ts');
  return resultsLinkOf(await packed(shown), asked);
}

/** Of what is set up, which suits this machine unless somebody chose it. */
const sizeHere = (): Size => {
  const { size } = draft.get();
  return isSize(size) ? size : 'nano';
};

/** The study that a link names, if it does. */
const studyIn = (link: string): string => {
  const id = /(?:^|[#&])lesson=([\w-]+)/.exec(link)?.[1] ?? '';
  return isStudy(id) ? id : '';
};

/** What it asks of the page beside that. */
const withoutStudy = (link: string): string =>
  linkText(pairsIn(link, longestLink).filter(([key]) => key !== 'lesson' && key !== 'size'));

/** Sets up what the link asks for at this size, as it names none. Where that cannot be trained, what was set up stays. */
export function followAt(link: string, size: Size): void {
  try {
    draftFromSpec(readLink(link, size).spec!);
    followed.set(linkNow());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Whether it says how large what it sets up is. */
export const namesSize = (link: string): boolean => pairsIn(link, Infinity).some(([key]) => key === 'size');

/**
 * `suits`: the size where the link names none. Tells whether the link set something up or opened it. What trains goes on unless it
 * did.
 */
export async function followLink(link: string, suits?: Size): Promise<boolean> {
  linkNotice.set(undefined);
  const study = studyIn(link);
  chosenStudy.set(study);
  broughtStudy.set(undefined);
  try {
    const { spec: wanted, results, view: asked, ignored } = readLink(study ? withoutStudy(link) : link, suits ?? sizeHere());
    view.set(asked);
    if (asked.present) presenting.set(true);
    linkNotice.set(ignored);
    if (results !== undefined) {
      const { unpacked } = await import('#src/links/packed.ts');
      await showImported(await unpacked(results));
    } else if (wanted) {
      if (record.get()) await reset();
      draftFromSpec(wanted);
    }
    followed.set(linkNow());
    return results !== undefined || wanted !== undefined;
  } catch (error) {
    linkNotice.set(messageOf(error));
    return false;
  }
}
