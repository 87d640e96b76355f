// The numbers of a training step, the same for all replicas. Written by src/train: cohort.ts, and
// trained-model.ts for evaluations, which use only the slot.

struct Step {
  step: u32, // from 0
  rate: f32, // schedule: share of the peak
  correction1: f32, // 1 / (1 − β₁ᵗ), t = step + 1
  correction2: f32, // 1 / (1 − β₂ᵗ)
  slot: u32, // line of the metrics ring
}
