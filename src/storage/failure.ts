// What went wrong while storing, for a person. The browser's own error stays in `cause`.

import { Refusal, message, type Message } from '#src/words/message.ts';

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

export function explainStorage(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(explanationOf(error), { cause: error });
}

function explanationOf(error: unknown): Message {
  const { name, message: said } = rootOf(error);
  if (isQuota(error)) return message('storageFull');
  if (isLostConnection(error)) return message('storageLost');
  if (name === 'SecurityError' || name === 'NotAllowedError') return message('storageForbidden');
  if (name === 'VersionError' || name === 'NotFoundError') return message('storageOfOtherVersion');
  return message('storageFailed', { why: said ? `${name}: ${said.replace(/\.$/, '')}` : name });
}

function rootOf(error: unknown): { name: string; message: string } {
  const root = error instanceof Error && error.cause !== undefined ? error.cause : error;
  // A DOMException is an Error in today's browsers; a plain object with both fields is read as well.
  const { name = 'Error', message = '' } = (root ?? {}) as { name?: unknown; message?: unknown };
  return { name: String(name), message: String(message) };
}
