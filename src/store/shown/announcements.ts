// What a screen reader is told while nobody looks: start, each quarter, end, errors.

import { signal } from '@lit-labs/signals';

export const announcement = signal('');

export function announce(text: string): void {
  announcement.set(text);
}
