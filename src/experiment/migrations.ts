// Records of earlier versions, made into what they would be today. What they say wrongly is left to the schema to find.

import { recordVersion } from './record.ts';

/** Version 1 knew neither a baseline nor seeds that are added later. */
export function upgraded(value: unknown): unknown {
  const old = (value ?? {}) as { version?: unknown; arms?: unknown };
  if (old.version !== 1) return value;
  const now = { ...old, version: recordVersion, baseline: 0 };
  if (!Array.isArray(old.arms)) return now;
  const arms = old.arms.map((arm: { replicas?: unknown }) =>
    Array.isArray(arm?.replicas) ? { ...arm, replicas: arm.replicas.map((r: object) => ({ ...r, batch: 0 })) } : arm,
  );
  return { ...now, arms };
}
