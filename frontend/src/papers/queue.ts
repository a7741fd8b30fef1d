/** What was done without a network, kept on the device until it can be sent. Only ever sent for the account that did it. */
import { Problem } from '../api/http';
import { markRead, writeNote, type NewNote, type Note } from '../api/papers';

export type Waiting = { key: string; account: string } & (
  { kind: 'note'; note: NewNote } | { kind: 'read'; itemId: string; fingerprint: string }
);

const storageKey = 'papers.queue';

function load(): Waiting[] {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '[]') as Waiting[];
  } catch {
    return [];
  }
}

function save(waiting: Waiting[]): void {
  if (waiting.length) localStorage.setItem(storageKey, JSON.stringify(waiting));
  else localStorage.removeItem(storageKey);
}

export const waiting = (account: string): Waiting[] => load().filter((one) => one.account === account);

export function enqueue(one: Waiting): void {
  const rest =
    one.kind === 'read' ? load().filter((old) => !(old.kind === 'read' && old.itemId === one.itemId)) : load();
  save([...rest, one]);
}

export function change(key: string, text: string): void {
  save(load().map((one) => (one.key === key && one.kind === 'note' ? { ...one, note: { ...one.note, text } } : one)));
}

export function drop(key: string): void {
  save(load().filter((one) => one.key !== key));
}

export function clear(): void {
  localStorage.removeItem(storageKey);
}

/** A note that waits, in the shape of one that is sent. */
export function asNote(one: Waiting & { kind: 'note' }): Note {
  const { note } = one;
  return {
    id: one.key,
    revision: 0,
    meetingId: note.meetingId,
    itemId: note.itemId,
    documentVersionId: note.documentVersionId ?? null,
    anchor: note.anchor
      ? {
          place: note.anchor.place ?? null,
          exact: note.anchor.exact,
          prefix: note.anchor.prefix ?? '',
          suffix: note.anchor.suffix ?? '',
        }
      : null,
    colour: note.colour ?? 'yellow',
    text: note.text ?? '',
    createdAt: '',
    updatedAt: '',
  };
}

/**
 * Sends what waits, oldest first, and stops where the network or the session ends. What the API refuses for good is
 * counted in `refused` and given up.
 */
export async function flush(account: string): Promise<{ sent: number; refused: number }> {
  const told = { sent: 0, refused: 0 };
  for (const one of waiting(account)) {
    try {
      if (one.kind === 'note') await writeNote(one.note, one.key);
      else await markRead(one.itemId, one.fingerprint);
      told.sent++;
    } catch (error) {
      if (!(error instanceof Problem) || [0, 401, 429].includes(error.status) || error.status >= 500) return told;
      told.refused++;
    }
    drop(one.key);
  }
  return told;
}
