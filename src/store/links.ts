// The link of what is set up, and what the link in the address asks for. Following one starts nothing.

import { computed, signal } from '@lit-labs/signals';
import { linkOf, readLink, resultsLinkOf } from '#src/links/link.ts';
import { linkText, pairsIn } from '#src/links/pairs.ts';
import type { Size } from '#src/lessons/lesson.ts';
import { isStudy } from '#src/lessons/study-names.ts';
import { plainView, viewPairs, type Part, type View } from '#src/links/view.ts';
import { messageOf, Refusal, type Message } from '#src/words/message.ts';
import { showImported } from './kept/history.ts';
import { device } from './machine.ts';
import { presenting } from './preferences.ts';
import { draft, draftFromSpec, spec } from './setup/draft.ts';
import { willReplay } from './shown/replay.ts';
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

/** What stood behind the # when a link was followed, and what was set up then; that is undefined while it is being followed. */
const followed = signal<{ readonly hash: string; readonly setUp?: string } | undefined>(undefined);
const hashInAddress = (): string => globalThis.location?.hash ?? '';

/**
 * What may stay in the address behind its #: the link that was followed until something is changed, or a reload would take that
 * back; then what it asked of the page.
 */
export const hashNow = computed((): string => {
  if (chosenStudy.get()) return linkNow();
  const { hash, setUp } = followed.get() ?? { hash: hashInAddress() };
  // A study that was left is no link of what is set up.
  if ((setUp === undefined || setUp === linkNow()) && !studyIn(hash)) return hash;
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

/** The study that a link names, if it does. */
const studyIn = (link: string): string => {
  const id = /(?:^|[#&])lesson=([\w-]+)/.exec(link)?.[1] ?? '';
  return isStudy(id) ? id : '';
};

/** What is set up now is what the link in the address asked for. */
export function haveFollowed(): void {
  followed.set({ hash: hashInAddress(), setUp: linkNow() });
}

/** Where the link names no size, and what it sets up was not recorded: that again, at the size that suits the machine, if that can be trained. */
export function suitMachine(link: string): void {
  const report = device.get();
  if (!report?.ok || willReplay() || pairsIn(link, Infinity).some(([key]) => key === 'size')) return;
  try {
    const { spec: wanted } = readLink(link, report.size);
    if (wanted) draftFromSpec(wanted);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/**
 * `size`: of a link that names none, where the address does; else the one that suits the machine. Tells whether the link set something
 * up or opened it. What trains goes on unless it did.
 */
export async function followLink(link: string, size?: Size): Promise<boolean> {
  linkNotice.set(undefined);
  followed.set({ hash: hashInAddress() });
  chosenStudy.set(studyIn(link));
  broughtStudy.set(undefined);
  try {
    const { spec: wanted, results, view: asked, ignored } = readLink(link, size);
    view.set(asked);
    if (asked.present) presenting.set(true);
    linkNotice.set(ignored);
    if (results !== undefined) {
      const { unpacked } = await import('#src/links/packed.ts');
      await showImported(await unpacked(results));
    } else if (wanted) {
      if (record.get()) await reset();
      draftFromSpec(wanted);
      if (!size) suitMachine(link);
    }
    return results !== undefined || wanted !== undefined;
  } catch (error) {
    linkNotice.set(messageOf(error));
    return false;
  } finally {
    haveFollowed();
  }
}
