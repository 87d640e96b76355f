// What went wrong while storing, as one sentence for the page. The browser's own error stays in `cause`.

/** Browsers agree on the name for a full disk, except Safari, which sometimes only says it in the message. */
export function isQuota(error: unknown): boolean {
  const { name, message } = rootOf(error);
  return name === 'QuotaExceededError' || /quota/i.test(message);
}

/** Safari closes the database under a running page (https://github.com/jakearchibald/idb-keyval/issues/175). */
export function isLostConnection(error: unknown): boolean {
  const { name, message } = rootOf(error);
  return name === 'InvalidStateError' || name === 'UnknownError' || /connection|server lost/i.test(message);
}

export function explainStorage(error: unknown): Error {
  if (error instanceof Error && error.cause !== undefined) return error; // already a sentence
  return new Error(sentence(error), { cause: error });
}

function sentence(error: unknown): string {
  const { name, message } = rootOf(error);
  if (isQuota(error)) return 'The browser has no room left for this page: export and delete experiments you no longer need.';
  if (isLostConnection(error))
    return 'The connection to the browser’s storage was lost: reload the page, everything saved before is still there.';
  if (name === 'SecurityError' || name === 'NotAllowedError')
    return 'The browser does not let this page store anything: allow site data for it in the browser’s settings.';
  if (name === 'VersionError' || name === 'NotFoundError')
    return 'The browser’s storage was made by another version of this page: close its other tabs and reload.';
  return `The browser could not store or read this experiment (${name}${message ? `: ${message.replace(/\.$/, '')}` : ''}).`;
}

function rootOf(error: unknown): { name: string; message: string } {
  const root = error instanceof Error && error.cause !== undefined ? error.cause : error;
  // A DOMException is an Error in today's browsers; a plain object with both fields is read as well.
  const { name = 'Error', message = '' } = (root ?? {}) as { name?: unknown; message?: unknown };
  return { name: String(name), message: String(message) };
}
