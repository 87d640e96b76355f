// How often and how much a run is evaluated and sampled, so that looking costs at most a tenth of training.

/** A forward pass costs a third of a training step. */
const forwardShare = 1 / 3;
const lookShare = 0.05; // of training time, for all looks
const endShare = 0.05; // for the loss at the end
const looks = 7; // after the first step, and six more, the last of them at the end
const fewestWindows = 4;

export interface EvaluationBudget {
  readonly every: number; // steps
  readonly windows: number; // of every look
  readonly windowsAtEnd: number; // of the loss at the end, which is measured apart
}

/** Windows that are evaluated at once: about 1024 tokens. */
export const evaluationBatch = (context: number): number => Math.max(1, Math.min(128, Math.round(1024 / context)));

/**
 * `windows` is the whole held-out part, `batch` the windows of a training step, `together` those that are evaluated at once:
 * a batch that is not full costs as much as one that is, so there is none if there are several.
 */
export function evaluationBudget(steps: number, batch: number, windows: number, together: number): EvaluationBudget {
  const affordable = (share: number, times: number): number => {
    const most = Math.max(fewestWindows, Math.floor((share / forwardShare) * ((steps * batch) / times)));
    return most > together && most < windows ? most - (most % together) : most;
  };
  return {
    every: Math.max(1, Math.ceil(steps / (looks - 1))),
    windows: Math.min(windows, affordable(lookShare, looks)),
    windowsAtEnd: Math.min(windows, affordable(endShare, 1)),
  };
}

/** Steps after which an arm writes a sample: at the first look past a quarter and past half, and at the end. */
export const samplingSteps = (steps: number, every: number): readonly number[] =>
  [steps / 4, steps / 2, steps].map((step) => Math.min(steps, every * Math.ceil(step / every)));
