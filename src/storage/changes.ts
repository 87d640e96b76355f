// Tells every open tab and the worker that the stored runs have changed.

export interface ExperimentsChange {
  readonly id: string;
  /** checkpoint-dropped: the disk was full, so the weights of this finished run were deleted to make room. */
  readonly kind: 'saved' | 'renamed' | 'marked' | 'deleted' | 'checkpoint-dropped';
}

const channelName = 'plateau-runs';

/** A channel does not hear itself: one that only sends lets listeners of the same thread hear it too. */
let sender: BroadcastChannel | undefined;

export function announceChange(change: ExperimentsChange): void {
  if (typeof BroadcastChannel === 'undefined') return;
  sender ??= new BroadcastChannel(channelName);
  sender.postMessage(change);
}

/** Calls back after each change, wherever it was made, until the returned function is called. */
export function onExperimentsChanged(callback: (change: ExperimentsChange) => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => {};
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event: MessageEvent<ExperimentsChange>) => callback(event.data);
  return () => channel.close();
}
