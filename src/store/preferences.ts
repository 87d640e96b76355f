// What this visitor likes: theme, keys, how the chart is drawn. Kept in localStorage, lost without harm.

import { signal } from '@lit-labs/signals';

export type Theme = 'light' | 'dark' | 'system';
export type AxisUnit = 'steps' | 'tokens' | 'flops' | 'seconds';

export interface Preferences {
  readonly theme: Theme;
  readonly keys: boolean; // single-key shortcuts
  readonly axis: AxisUnit;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly showTrain: boolean;
  readonly showRuns: boolean;
}

const defaults: Preferences = {
  theme: 'system',
  keys: true,
  axis: 'steps',
  logX: false,
  logY: false,
  showTrain: true,
  showRuns: true,
};

const place = 'plateau.preferences';

export const preferences = signal<Preferences>(defaults);

export function setPreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  preferences.set({ ...preferences.get(), [key]: value });
  write(place, preferences.get());
}

/** Takes over what was kept, field by field, because an older page may have written it. */
export function loadPreferences(): void {
  const kept = read(place);
  const next: Record<string, unknown> = { ...defaults };
  for (const [key, value] of Object.entries(defaults)) {
    const old = kept[key];
    if (typeof old === typeof value) next[key] = old;
  }
  const axes: readonly unknown[] = ['steps', 'tokens', 'flops', 'seconds'] satisfies AxisUnit[];
  const themes: readonly unknown[] = ['light', 'dark', 'system'] satisfies Theme[];
  if (!axes.includes(next.axis)) next.axis = defaults.axis;
  if (!themes.includes(next.theme)) next.theme = defaults.theme;
  preferences.set(next as unknown as Preferences);
}

/** A JSON object in localStorage; empty where storage is blocked or holds something else. */
export function read(key: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export function write(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Private mode or a full disk: the choice holds until the page is closed.
  }
}
