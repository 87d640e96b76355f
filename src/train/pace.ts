// How much goes to the GPU at once: enough to keep it busy, little enough that the screen and a wish to stop get their turn.

/** Of one call of Cohort.train; with two of them in flight the GPU never waits. */
const burstMilliseconds = 25;
/** Of one command buffer: nothing else is drawn while the GPU is busy with it. */
const pieceMilliseconds = 12;
/** Of a step, as long as none was measured: the first one of a slow GPU must not freeze the screen either. */
const firstMilliseconds = 200;

/** `msPerStep` is 0 before the first one was measured. */
export const stepsPerBurst = (msPerStep: number): number =>
  Math.max(1, Math.round(burstMilliseconds / (msPerStep || burstMilliseconds)));

/** Command buffers for one step. */
export const piecesOfStep = (msPerStep: number): number => Math.ceil((msPerStep || firstMilliseconds) / pieceMilliseconds);
