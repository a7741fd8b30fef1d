import { describe, expect, it } from 'vitest';
import { Problem, type Tagged } from '../src/api/http';
import type { ItemPatch, RichNode, WorkItem } from '../src/api/types';
import { ItemDraft, written, type Api } from '../src/admin/work/draft.svelte';

const text = (words: string): RichNode => ({
  type: 'doc',
  content: [{ type: 'paragraph', attrs: { id: 'aaaaaaaa' }, content: [{ type: 'text', text: words }] }],
});

/** An API in memory with one item; its ETag counts the changes. */
class Server implements Api {
  revision = 1;
  online = true;
  kept: string[] = [];
  autosaves: boolean[] = [];
  item: WorkItem = {
    id: 'item_1',
    title: 'Budsjett',
    text: text('Først.'),
    subItems: [],
    proposals: [
      { id: 'prop_1', kind: 'main', state: 'draft', text: text('Ja.'), recommendsTo: null, mover: null, blanks: 0 },
    ],
  } as unknown as WorkItem;

  async get(): Promise<Tagged<WorkItem>> {
    return { data: this.item, etag: String(this.revision) };
  }

  async save(_id: string, patch: ItemPatch, etag: string, autosave: boolean): Promise<Tagged<WorkItem>> {
    if (!this.online) throw new Problem(0);
    if (etag !== String(this.revision)) throw new Problem(412);
    this.autosaves.push(autosave);
    return this.change(patch);
  }

  async keepConflict(_id: string, content: { text?: unknown }): Promise<void> {
    this.kept.push(JSON.stringify(content));
  }

  /** Somebody saves. */
  async change(patch: ItemPatch): Promise<Tagged<WorkItem>> {
    const proposals = patch.proposals?.map((one, place) => ({ ...one, id: one.id ?? `prop_new${place}` }));
    const subItems = patch.subItems?.map((one, place) => ({ ...one, id: one.id ?? `sub_new${place}` }));
    this.item = {
      ...this.item,
      ...patch,
      ...(proposals ? { proposals } : {}),
      ...(subItems ? { subItems } : {}),
    } as unknown as WorkItem;
    this.revision++;
    return this.get();
  }
}

/** A clock that is moved by hand. */
class Clock {
  due: (() => void) | null = null;
  start = (what: () => void): (() => void) => {
    this.due = what;
    return () => (this.due = null);
  };
}

async function opened(
  server: Server,
  store: Storage = memory(),
): Promise<{ draft: ItemDraft; clock: Clock; store: Storage }> {
  const clock = new Clock();
  return { draft: new ItemDraft(await server.get(), 'acc_1', server, store, clock), clock, store };
}

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    key: (place: number) => [...kept.keys()][place] ?? null,
  };
}
const words = (doc: unknown): string => /"text":"([^"]*)"/.exec(JSON.stringify(doc))?.[1] ?? '';

describe('a draft of an item', () => {
  it('is saved by itself after a while, and the copy in the browser goes', async () => {
    const server = new Server();
    const { draft, clock, store } = await opened(server);
    draft.set({ text: text('Så.') });
    expect([draft.state, store.length]).toEqual(['unsaved', 1]);
    clock.due?.();
    await draft.save(true);
    expect([draft.state, words(server.item.text), store.length]).toEqual(['saved', 'Så.', 0]);
    expect(server.autosaves).toEqual([true]);
  });

  it('keeps what is written while a saving is on its way', async () => {
    const server = new Server();
    const { draft } = await opened(server);
    draft.set({ text: text('Ein') });
    const saving = draft.save(true);
    draft.set({ text: text('Ein og to') });
    await saving;
    expect([draft.state, words(draft.value('text'))]).toEqual(['unsaved', 'Ein og to']);
    await draft.save(true);
    expect(words(server.item.text)).toBe('Ein og to');
  });

  it('survives that the net is gone, and is sent when it is back', async () => {
    const server = new Server();
    const { draft, clock, store } = await opened(server);
    server.online = false;
    draft.set({ text: text('Utan nett') });
    await draft.save(true);
    expect([draft.state, store.length]).toEqual(['failed', 1]);
    server.online = true;
    clock.due?.();
    await draft.save(true);
    expect([draft.state, words(server.item.text)]).toEqual(['saved', 'Utan nett']);
  });

  it('is found again by who opens the item anew', async () => {
    const server = new Server();
    const { draft, store } = await opened(server);
    draft.set({ text: text('Ikkje sendt') });
    draft.close();
    const again = await opened(server, store);
    expect([again.draft.restored, words(again.draft.value('text'))]).toEqual([true, 'Ikkje sendt']);
    await again.draft.save(true);
    expect(words(server.item.text)).toBe('Ikkje sendt');
  });

  it('goes through beside a change of another field', async () => {
    const server = new Server();
    const { draft } = await opened(server);
    draft.set({ text: text('Min tekst') });
    await server.change({ title: 'Ny tittel' });
    await draft.save(true);
    expect([draft.conflict, server.item.title, words(server.item.text)]).toEqual([null, 'Ny tittel', 'Min tekst']);
  });

  it('is no conflict when the database only keeps the keys in another order', async () => {
    const server = new Server();
    const { draft } = await opened(server);
    draft.set({ text: text('Min tekst') });
    await server.change({ title: 'Ny', text: { content: text('Først.').content, type: 'doc' } as unknown as RichNode });
    await draft.save(true);
    expect([draft.conflict, words(server.item.text)]).toEqual([null, 'Min tekst']);
  });

  it('stops where two have changed the same, and keeps both texts', async () => {
    const server = new Server();
    const { draft, store } = await opened(server);
    draft.set({ text: text('Min tekst') });
    await server.change({ text: text('Din tekst') });
    await draft.save(true);
    expect([draft.state, draft.conflict?.fields, words(draft.conflict?.theirs.text)]).toEqual([
      'conflict',
      ['text'],
      'Din tekst',
    ]);
    expect(words(draft.value('text'))).toBe('Min tekst');
    expect(words(server.item.text)).toBe('Din tekst');
    expect(server.kept.map((one) => one.includes('Min tekst'))).toEqual([true]);
    expect(store.length).toBe(1);
  });

  it.each([
    ['mine', 'Min tekst'],
    ['theirs', 'Din tekst'],
  ] as const)('is settled for %s', async (choice, result) => {
    const server = new Server();
    const { draft, store } = await opened(server);
    draft.set({ text: text('Min tekst') });
    await server.change({ text: text('Din tekst') });
    await draft.save(true);
    await draft.settle({ text: choice });
    expect([draft.state, draft.conflict, words(server.item.text), words(draft.value('text')), store.length]).toEqual([
      'saved',
      null,
      result,
      result,
      0,
    ]);
  });

  it('asks about a text found again that another has come before', async () => {
    const server = new Server();
    const first = await opened(server);
    first.draft.set({ text: text('Ikkje sendt') });
    first.draft.close();
    await server.change({ text: text('Din tekst') });
    const again = await opened(server, first.store);
    expect([again.draft.state, words(again.draft.value('text'))]).toEqual(['conflict', 'Ikkje sendt']);
  });

  it('gives a new proposal its id, so that it is not made twice', async () => {
    const server = new Server();
    const { draft } = await opened(server);
    const added = {
      key: 'new',
      id: null,
      kind: 'alternative',
      text: text('Nei.'),
      access: 'closed',
      legalBasis: 'offl. § 13',
      recommendsTo: null,
      mover: 'Vik',
    } as const;
    draft.set({ proposals: [...written(server.item.proposals), added] });
    const saving = draft.save(true);
    draft.set({ proposals: draft.proposals.map((one) => (one.key === 'new' ? { ...one, mover: 'Luster' } : one)) });
    await saving;
    await draft.save(true);
    expect(server.item.proposals.map(({ id, mover }) => [id, mover])).toEqual([
      ['prop_1', null],
      ['prop_new1', 'Luster'],
    ]);
  });

  it('sends the parts that have a title, and gives a new one its id', async () => {
    const server = new Server();
    const { draft } = await opened(server);
    const part = { key: 'k1', id: null, label: 'a', title: 'Drift', text: null };
    draft.set({ subItems: [part, { key: 'k2', id: null, label: 'b', title: ' ', text: null }] });
    const saving = draft.save(true);
    draft.set({ subItems: [{ ...part, title: 'Drift og plan' }] });
    await saving;
    expect(server.item.subItems.map(({ title }) => title)).toEqual(['Drift']);
    await draft.save(true);
    expect(server.item.subItems.map(({ id, title }) => [id, title])).toEqual([['sub_new0', 'Drift og plan']]);
  });

  it('stops where two have changed the parts', async () => {
    const server = new Server();
    const { draft } = await opened(server);
    draft.set({ subItems: [{ key: 'k1', id: null, label: 'a', title: 'Mitt', text: null }] });
    await server.change({ subItems: [{ label: 'a', title: 'Ditt' }] });
    await draft.save(true);
    expect([draft.state, draft.conflict?.fields]).toEqual(['conflict', ['subItems']]);
    expect(server.kept[0]).toContain('Mitt');
  });
});
