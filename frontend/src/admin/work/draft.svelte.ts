/**
 * What is being written in an agenda item, until the API has confirmed it.
 *
 * Every change is copied to the browser's own store at once and sent two seconds after the last. A refusal by If-Match is
 * settled field by field: what only one has changed goes through; where two have changed the same, both texts are kept
 * and the person chooses.
 */
import type { Tagged } from '../../api/http';
import { Problem } from '../../api/http';
import type { ItemPatch, RichNode, WorkItem } from '../../api/types';
import type { VersionContent } from '../../api/editing';
import { describe } from '../../lib/problems';
import type { SaveState } from '../review/history.svelte';

export type WrittenProposal = {
  /** Keeps it apart on the page; its id as soon as it has one. */
  key: string;
  id: string | null;
  kind: WorkItem['proposals'][number]['kind'];
  text: RichNode | null;
  access: WorkItem['proposals'][number]['access'];
  /** Why it is closed, in a case that is open itself. */
  legalBasis: string | null;
  recommendsTo: string | null;
  mover: string | null;
};
/** A lettered part of the case; one without a title is not sent. */
export type WrittenPart = { key: string; id: string | null; label: string; title: string; text: RichNode | null };
type Written = { proposals: WrittenProposal[]; subItems: WrittenPart[] };
type PlainField = Exclude<keyof ItemPatch, keyof Written>;
export type Changes = Partial<Pick<ItemPatch, PlainField>> & Partial<Written>;
export type Field = keyof Changes;
export type Conflict = { theirs: WorkItem; fields: Field[] };

export type Api = {
  get: (id: string) => Promise<Tagged<WorkItem>>;
  save: (id: string, patch: ItemPatch, etag: string, autosave: boolean) => Promise<Tagged<WorkItem>>;
  keepConflict: (id: string, content: VersionContent) => Promise<unknown>;
};
export type Timer = { start: (what: () => void, milliseconds: number) => () => void };

const WAIT = 2000;
const RETRY = 5000;
/** So many times somebody else may come before us in one saving. */
const ATTEMPTS = 4;

/** JSON with its keys in order: the database keeps them in one of its own. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

type Said = Pick<WrittenProposal, 'kind' | 'access' | 'legalBasis' | 'recommendsTo' | 'mover'>;
/** What is said of a proposal beside its text. */
const said = ({ kind, access, legalBasis, recommendsTo, mover }: Said): Said => ({
  kind,
  access,
  legalBasis,
  recommendsTo,
  mover,
});

export const written = (proposals: WorkItem['proposals']): WrittenProposal[] =>
  proposals.map((one) => ({ key: one.id, id: one.id, text: one.text, ...said(one) }));

const writtenParts = (parts: WorkItem['subItems']): WrittenPart[] =>
  parts.map(({ id, label, title, text }) => ({ key: id, id, label, title, text }));

export const newProposal = (kind: WrittenProposal['kind']): WrittenProposal => ({
  key: crypto.randomUUID(),
  id: null,
  kind,
  text: null,
  access: 'open',
  legalBasis: null,
  recommendsTo: null,
  mover: null,
});

/** A proposal without a word is none. */
function sendable(proposals: readonly WrittenProposal[]): NonNullable<ItemPatch['proposals']> {
  return proposals.flatMap((one) =>
    one.text ? [{ ...(one.id ? { id: one.id } : {}), text: one.text, ...said(one) }] : [],
  );
}

const titled = (parts: readonly WrittenPart[]): WrittenPart[] => parts.filter(({ title }) => title.trim());

function patchOf(changes: Changes): ItemPatch {
  const { proposals, subItems, ...rest } = changes;
  return {
    ...rest,
    ...(proposals ? { proposals: sendable(proposals) } : {}),
    ...(subItems
      ? {
          subItems: titled(subItems).map(({ id, label, title, text }) => ({
            ...(id ? { id } : {}),
            label,
            title,
            text,
          })),
        }
      : {}),
  } as ItemPatch;
}

/** A field's value in a form that tells whether it is the same. */
function valueIn(item: WorkItem | Changes, field: Field): string {
  if (field === 'subItems')
    return canonical(
      ((item.subItems ?? []) as WrittenPart[]).flatMap(({ label, title, text }) =>
        title.trim() ? [{ label, title, text }] : [],
      ),
    );
  if (field !== 'proposals') return canonical(item[field as keyof typeof item] ?? null);
  const list = (item.proposals ?? []) as (WrittenProposal | WorkItem['proposals'][number])[];
  return canonical(list.flatMap((one) => (one.text ? [{ text: one.text, ...said(one) }] : [])));
}

type Keyed = { key: string; id: string | null };

function named<One extends Keyed>(list: One[], sent: readonly Keyed[], saved: readonly { id: string }[]): One[] {
  const order = sent.map(({ key }) => key);
  return list.map((one) => ({ ...one, id: one.id ?? saved[order.indexOf(one.key)]?.id ?? null }));
}

type Stored = { changes: Changes; base: WorkItem };

export class ItemDraft {
  /** What the API has, as far as is known. */
  base: WorkItem = $state.raw() as WorkItem;
  /** What differs from it. */
  changes: Changes = $state.raw({});
  state: SaveState = $state('saved');
  reason = $state('');
  conflict: Conflict | null = $state.raw(null);
  /** Whether something unconfirmed from an earlier visit was found. */
  restored = $state(false);

  #etag: string;
  #stop: (() => void) | null = null;
  #running: Promise<void> | null = null;
  readonly #api: Api;
  readonly #store: Storage;
  readonly #key: string;
  readonly #timer: Timer;

  constructor(
    found: Tagged<WorkItem>,
    account: string,
    api: Api,
    store: Storage,
    timer: Timer = {
      start: (what, milliseconds) => {
        const id = setTimeout(what, milliseconds);
        return () => clearTimeout(id);
      },
    },
  ) {
    this.base = found.data;
    this.#etag = found.etag;
    this.#api = api;
    this.#store = store;
    this.#key = `samstyre.draft.${account}.${found.data.id}`;
    this.#timer = timer;
    this.#takeUp(found.data);
  }

  /** A field as it is written now. */
  value<Name extends PlainField & keyof WorkItem>(name: Name): WorkItem[Name] {
    return (name in this.changes ? this.changes[name] : this.base[name]) as WorkItem[Name];
  }

  get proposals(): WrittenProposal[] {
    return this.changes.proposals ?? written(this.base.proposals);
  }

  get subItems(): WrittenPart[] {
    return this.changes.subItems ?? writtenParts(this.base.subItems);
  }

  get isClean(): boolean {
    return Object.keys(this.changes).length === 0;
  }

  set(changes: Changes): void {
    this.changes = { ...this.changes, ...changes };
    this.#keep();
    if (this.conflict) return;
    this.state = 'unsaved';
    this.#later(WAIT);
  }

  /** Sends what is not confirmed; by hand it is a version of its own. */
  async save(autosave: boolean): Promise<void> {
    this.#stop?.();
    while (this.#running) await this.#running;
    if (this.conflict || this.isClean) return;
    this.#running = this.#send(autosave).finally(() => (this.#running = null));
    await this.#running;
  }

  /** Tries again what failed, such as when the net is back or one has signed in anew. */
  retry(): void {
    if (this.state === 'failed') void this.save(true);
  }

  /** Where two have written: for each field, mine or the other's; the rest of mine is sent after it. */
  async settle(choice: Partial<Record<Field, 'mine' | 'theirs'>>): Promise<void> {
    if (!this.conflict) return;
    const { theirs, fields } = this.conflict;
    this.changes = Object.fromEntries(
      Object.entries(this.changes).filter(
        ([field]) => !(fields.includes(field as Field) && choice[field as Field] === 'theirs'),
      ),
    ) as Changes;
    this.base = theirs;
    this.conflict = null;
    this.state = this.isClean ? 'saved' : 'unsaved';
    this.#keep();
    await this.save(false);
  }

  /** Another text has been put in its place, by restoring a version. */
  replace(found: Tagged<WorkItem>): void {
    this.base = found.data;
    this.#etag = found.etag;
    this.changes = {};
    this.state = 'saved';
    this.#keep();
  }

  /** Stops the clock; what is unconfirmed stays in the browser's store. */
  close(): void {
    this.#stop?.();
  }

  async #send(autosave: boolean): Promise<void> {
    this.state = 'saving';
    try {
      for (let attempt = 0; attempt < ATTEMPTS && !this.conflict && !this.isClean; attempt++)
        if (await this.#once(autosave)) return;
      if (!this.conflict && this.isClean) this.state = 'saved';
    } catch (error) {
      this.state = 'failed';
      this.reason = describe(error);
      // What is refused for what it says is refused again; the rest may pass.
      if (!(error instanceof Problem) || error.status === 0 || error.status >= 500) this.#later(RETRY);
    }
  }

  /** One attempt; whether it went through. */
  async #once(autosave: boolean): Promise<boolean> {
    const sent = this.changes;
    try {
      const saved = await this.#api.save(this.base.id, patchOf(sent), this.#etag, autosave);
      this.#confirm(sent, saved);
      return true;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 412) throw error;
      await this.#meet(await this.#api.get(this.base.id));
      return false;
    }
  }

  #confirm(sent: Changes, saved: Tagged<WorkItem>): void {
    this.base = saved.data;
    this.#etag = saved.etag;
    this.restored = false;
    const left: Changes = {};
    for (const field of Object.keys(this.changes) as Field[])
      if (this.changes[field] !== sent[field]) Object.assign(left, { [field]: this.changes[field] });
    // Those that were new have got their ids, in the order in which they were sent.
    if (left.proposals && sent.proposals)
      left.proposals = named(
        left.proposals,
        sent.proposals.filter(({ text }) => text),
        saved.data.proposals,
      );
    if (left.subItems && sent.subItems)
      left.subItems = named(left.subItems, titled(sent.subItems), saved.data.subItems);
    this.changes = left;
    this.#keep();
    this.state = this.isClean ? 'saved' : 'unsaved';
    if (!this.isClean) this.#later(WAIT);
  }

  /** Somebody has been here before us: what does not touch what we have written is taken in. */
  async #meet(found: Tagged<WorkItem>): Promise<void> {
    const fields = (Object.keys(this.changes) as Field[]).filter(
      (field) =>
        valueIn(found.data, field) !== valueIn(this.base, field) &&
        valueIn(found.data, field) !== valueIn(this.changes, field),
    );
    this.#etag = found.etag;
    if (fields.length === 0) {
      this.base = found.data;
      return;
    }
    const mine = patchOf({ ...this.#texts(), ...this.changes });
    this.conflict = { theirs: found.data, fields };
    this.state = 'conflict';
    await this.#api.keepConflict(this.base.id, {
      title: mine.title ?? this.base.title,
      proposals: this.proposals.flatMap((one) => (one.text ? [{ text: one.text, ...said(one) }] : [])),
      text: mine.text ?? null,
      subItems: (mine.subItems ?? []).map(({ label, title, text }) => ({ label, title, text: text ?? null })),
    });
  }

  #texts(): Changes {
    return {
      title: this.base.title,
      proposals: written(this.base.proposals),
      text: this.base.text,
      subItems: writtenParts(this.base.subItems),
    };
  }

  #later(milliseconds: number): void {
    this.#stop?.();
    this.#stop = this.#timer.start(() => void this.save(true), milliseconds);
  }

  #keep(): void {
    try {
      if (this.isClean) this.#store.removeItem(this.#key);
      else this.#store.setItem(this.#key, JSON.stringify({ changes: this.changes, base: this.base } satisfies Stored));
    } catch {
      // A full or forbidden store: then the API alone keeps it.
    }
  }

  #takeUp(found: WorkItem): void {
    let stored: Stored | null;
    try {
      stored = JSON.parse(this.#store.getItem(this.#key) ?? 'null') as Stored | null;
    } catch {
      return;
    }
    if (!stored) return;
    const left = (Object.keys(stored.changes) as Field[]).filter(
      (field) => valueIn(stored.changes, field) !== valueIn(found, field),
    );
    this.changes = Object.fromEntries(left.map((field) => [field, stored.changes[field]])) as Changes;
    this.#keep();
    if (this.isClean) return;
    this.restored = true;
    this.state = 'unsaved';
    if (left.every((field) => valueIn(stored.base, field) === valueIn(found, field))) this.#later(WAIT);
    else {
      // What it was written on top of is gone: ask as for any other conflict.
      const current = { data: found, etag: this.#etag };
      this.base = stored.base;
      void this.#meet(current).catch((error: unknown) => {
        this.reason = describe(error);
      });
    }
  }
}
