import { describe, expect, it } from 'vitest';
import { Problem } from '../src/api/http';
import { Uploads, type Steps } from '../src/admin/work/uploads.svelte';

const file = (name: string): File => new File(['x'], name);

/** What arrives, by key; the connection may be cut before or after it has. */
class Server {
  documents = new Map<string, string>();
  lines: string[] = [];
  cut: 'before' | 'after' | 'placing' | null = null;

  steps: Steps = {
    send: async (sent, onProgress, key) => {
      onProgress(0.5);
      if (this.cut === 'before') throw new Problem(0);
      if (!this.documents.has(key)) this.documents.set(key, `doc_${this.documents.size + 1} ${sent.name}`);
      if (this.cut === 'after') throw new Problem(0);
      return this.documents.get(key) as string;
    },
    place: async (_sent, documentId, key) => {
      if (this.cut === 'placing') throw new Problem(0);
      this.lines.push(`${documentId} ${key.length > 0}`);
    },
  };
}

describe('uploads', () => {
  it('go one after another, in the order of the files', async () => {
    const server = new Server();
    let told = 0;
    const uploads = new Uploads(async () => void told++);
    await uploads.add([file('a.pdf'), file('b.pdf')], server.steps);
    expect(server.lines).toEqual(['doc_1 a.pdf true', 'doc_2 b.pdf true']);
    expect([uploads.isBusy, told]).toEqual([false, 2]);
  });

  it.each(['before', 'after', 'placing'] as const)(
    'that a dropped connection stops %s the file has arrived are made once all the same',
    async (when) => {
      const server = new Server();
      const uploads = new Uploads(async () => undefined);
      server.cut = when;
      await uploads.add([file('a.pdf'), file('b.pdf')], server.steps);
      expect(uploads.list.map(({ state }) => state)).toEqual(['failed', 'failed']);
      server.cut = null;
      await uploads.retry();
      expect(uploads.list.map(({ state }) => state)).toEqual(['done', 'done']);
      expect([server.documents.size, server.lines.length]).toEqual([2, 2]);
    },
  );

  it('leave the others alone when one is refused', async () => {
    const server = new Server();
    const uploads = new Uploads(async () => undefined);
    const refusing: Steps = {
      ...server.steps,
      send: async () => {
        throw new Problem(415, 'Not a kind that is taken');
      },
    };
    void uploads.add([file('virus.exe')], refusing);
    await uploads.add([file('b.pdf')], server.steps);
    expect(uploads.list.map(({ state, reason }) => [state, reason])).toEqual([
      ['failed', 'Not a kind that is taken'],
      ['done', ''],
    ]);
    uploads.forget(uploads.list[0]?.key ?? '');
    expect(uploads.isBusy).toBe(false);
  });
});
