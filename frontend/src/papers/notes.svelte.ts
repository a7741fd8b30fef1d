/** The notes shown on one page: those that are sent and those that wait, and every change of them. */
import { changeNote, deleteNote, listNotes, writeNote, type Colour, type NewNote, type Note } from '../api/papers';
import { Problem } from '../api/http';
import { page } from '../lib/page.svelte';
import * as queue from './queue';

export class Notes {
  private readonly sent = $state<Note[]>([]);
  private waiting = $state<Note[]>([]);

  constructor(
    first: Note[],
    private readonly meetingId: string,
  ) {
    this.sent = first;
    this.readQueue();
  }

  private readQueue(): void {
    this.waiting = queue
      .waiting(page.user?.id ?? '')
      .flatMap((one) => (one.kind === 'note' ? [queue.asNote(one)] : []))
      .filter((note) => note.meetingId === this.meetingId);
  }

  /** The notes on an item, or on one of its documents. */
  of(itemId: string, documentVersionId: string | null): Note[] {
    return [...this.sent, ...this.waiting].filter(
      (note) => note.itemId === itemId && note.documentVersionId === documentVersionId,
    );
  }

  isWaiting(note: Note): boolean {
    return note.revision === 0;
  }

  /** After what waited is sent. */
  async refresh(): Promise<void> {
    this.readQueue();
    const { items } = await listNotes(this.meetingId);
    this.sent.splice(0, this.sent.length, ...items);
  }

  /** @throws Problem when the API refuses; without a network the note waits on the device. */
  async add(note: NewNote): Promise<void> {
    const key = crypto.randomUUID();
    try {
      this.sent.push(await writeNote(note, key));
    } catch (error) {
      const account = page.user?.id;
      if (!(error instanceof Problem) || error.status !== 0 || !account) throw error;
      queue.enqueue({ key, account, kind: 'note', note });
      this.readQueue();
    }
  }

  async change(note: Note, patch: { text?: string; colour?: Colour }): Promise<void> {
    if (this.isWaiting(note)) {
      queue.change(note.id, patch.text ?? note.text);
      this.readQueue();
      return;
    }
    const changed = await changeNote(note, patch);
    const at = this.sent.findIndex((one) => one.id === note.id);
    this.sent.splice(at, 1, changed);
  }

  async remove(note: Note): Promise<void> {
    if (this.isWaiting(note)) {
      queue.drop(note.id);
      this.readQueue();
      return;
    }
    await deleteNote(note);
    this.sent.splice(
      this.sent.findIndex((one) => one.id === note.id),
      1,
    );
  }
}
