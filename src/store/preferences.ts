// What this visitor likes: theme, keys, how the chart is drawn. Kept in localStorage, lost without harm.

import { signal } from '@lit-labs/signals';

export type Theme = 'light' | 'dark' | 'system';
export type AxisUnit = 'steps' | 'tokens' | 'flops' | 'seconds';
export type LossUnit = 'nats' | 'bits';

/** How the curves are drawn. */
export interface CurveView {
  readonly axis: AxisUnit;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly unit: LossUnit;
  readonly centre: 'mean' | 'median'; // the thick line of an arm
  readonly band: 'interval' | 'range' | 'none'; // around it: 95 % interval of the mean, or lowest to highest seed
  readonly smoothing: number; // weight of the past, 0 to `mostSmoothing`
  readonly showTrain: boolean;
  readonly showRuns: boolean; // one line for each seed
  readonly showLevels: boolean; // of the data: dashed lines
}

export const mostSmoothing = 0.99;

/** What is folded until the visitor unfolds it, and stays as it was left. */
export type Fold = 'settings' | 'actions' | 'numbers' | 'differences' | 'texts' | 'runs';

export interface Preferences extends CurveView, Readonly<Record<Fold, boolean>> {
  readonly theme: Theme;
  readonly keys: boolean; // single-key shortcuts
  readonly spreadAsked: boolean; // how far apart seeds end; nobody is asked twice
}

const defaults: Preferences = {
  theme: 'system',
  keys: true,
  spreadAsked: false,
  settings: false,
  actions: false,
  numbers: false,
  differences: false,
  texts: false,
  runs: false,
  axis: 'steps',
  logX: false,
  logY: false,
  unit: 'nats',
  centre: 'mean',
  band: 'interval',
  smoothing: 0,
  showTrain: true,
  showRuns: true,
  showLevels: true,
};

const choices = {
  theme: ['light', 'dark', 'system'],
  axis: ['steps', 'tokens', 'flops', 'seconds'],
  unit: ['nats', 'bits'],
  centre: ['mean', 'median'],
  band: ['interval', 'range', 'none'],
} satisfies { [K in keyof Preferences]?: readonly Preferences[K][] };

const place = 'plateau.preferences';

export const preferences = signal<Preferences>(defaults);
/** For a projector: large type, and nothing but the question, the drawings, the curves and the answer. Ends with the visit. */
export const presenting = signal(false);

/** Nothing happens where it is so already: a fold tells that it is open when the page opens it, too. */
export function setPreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  if (preferences.get()[key] === value) return;
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
  for (const [key, allowed] of Object.entries(choices) as [keyof typeof choices, readonly unknown[]][])
    if (!allowed.includes(next[key])) next[key] = defaults[key];
  const { smoothing } = next as { smoothing: number };
  if (!(smoothing >= 0 && smoothing <= mostSmoothing)) next.smoothing = defaults.smoothing;
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
