import { describe, expect, it } from 'vitest';
import { DraftKeeper } from '../src/admin/review/history.svelte';
import { Problem } from '../src/api/http';

type Note = { text: string };

/** A server in memory that refuses a stale ETag. */
function store() {
  const saved: string[] = [];
  return {
    saved,
    save: async (note: Note, etag: string) => {
      if (etag !== `"${saved.length}"`) throw new Problem(412, 'Endra', '');
      saved.push(note.text);
      return { data: note, etag: `"${saved.length}"` };
    },
  };
}

describe('keeping a draft', () => {
  it('saves what was changed', async () => {
    const { saved, save } = store();
    const keeper = new DraftKeeper<Note>({ text: 'a' }, '"0"', save);
    keeper.change((note) => (note.text = 'b'));
    expect(keeper.state).toBe('unsaved');
    await keeper.flush();
    expect([keeper.state, saved]).toEqual(['saved', ['b']]);
  });

  it('uses the ETag of the last saving for the next', async () => {
    const { saved, save } = store();
    const keeper = new DraftKeeper<Note>({ text: 'a' }, '"0"', save);
    for (const text of ['b', 'c']) {
      keeper.change((note) => (note.text = text));
      await keeper.flush();
    }
    expect(saved).toEqual(['b', 'c']);
  });

  it('undoes and redoes, and saves that too', async () => {
    const { saved, save } = store();
    const keeper = new DraftKeeper<Note>({ text: 'a' }, '"0"', save);
    keeper.change((note) => (note.text = 'b'));
    keeper.undo();
    expect(keeper.value.text).toBe('a');
    keeper.redo();
    await keeper.flush();
    expect(saved).toEqual(['b']);
    expect(keeper.canRedo).toBe(false);
  });

  it('stops when somebody else has changed the draft', async () => {
    const { saved, save } = store();
    const keeper = new DraftKeeper<Note>({ text: 'a' }, '"7"', save);
    keeper.change((note) => (note.text = 'b'));
    await keeper.flush();
    await keeper.flush();
    expect([keeper.state, saved]).toEqual(['conflict', []]);
  });

  it('keeps the change and can try again after a failure', async () => {
    const { saved, save } = store();
    let broken = true;
    const keeper = new DraftKeeper<Note>({ text: 'a' }, '"0"', (note, etag) =>
      broken ? Promise.reject(new Problem(0, '', '')) : save(note, etag),
    );
    keeper.change((note) => (note.text = 'b'));
    await keeper.flush();
    expect(keeper.state).toBe('failed');
    broken = false;
    await keeper.flush();
    expect([keeper.state, saved]).toEqual(['saved', ['b']]);
  });
});
