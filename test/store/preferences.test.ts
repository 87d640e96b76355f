// What a visitor likes: kept, and taken over field by field from whatever an older page wrote.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadPreferences, preferences, setPreference } from '#src/store/preferences.ts';

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  loadPreferences();
});
afterEach(() => vi.unstubAllGlobals());

it('is remembered', () => {
  setPreference('band', 'range');
  setPreference('smoothing', 0.75);
  setPreference('axis', 'flops');
  const before = preferences.get();
  preferences.set({ ...before, band: 'none', smoothing: 0, axis: 'steps' });
  loadPreferences();
  expect(preferences.get()).toEqual(before);
});

it('falls back where a value is of no use', () => {
  const wrong = {
    theme: 'blue',
    axis: 7,
    unit: 'bytes',
    centre: 'mode',
    band: 'wide',
    smoothing: 1.5,
    logX: 'yes',
    showRuns: false,
  };
  kept.set('plateau.preferences', JSON.stringify(wrong));
  loadPreferences();
  expect(preferences.get()).toMatchObject({
    theme: 'system',
    axis: 'steps',
    unit: 'nats',
    centre: 'mean',
    band: 'interval',
    smoothing: 0,
    logX: false,
    showRuns: false,
  });
});
