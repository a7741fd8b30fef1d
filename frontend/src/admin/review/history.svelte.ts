/** Keeps a draft safe while it is corrected: saves by itself, and undoes. */
import { Problem, type Tagged } from '../../api/http';
import { t } from '../../lib/i18n/index.svelte';
import { describe } from '../../lib/problems';

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict';

const quiet = 900;

export class DraftKeeper<T> {
  value: T = $state() as T;
  state = $state<SaveState>('saved');
  reason = $state('');
  #undo = $state<string[]>([]);
  #redo = $state<string[]>([]);
  #last: string;
  #etag: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;
  readonly #save: (value: T, etag: string) => Promise<Tagged<unknown>>;

  constructor(value: T, etag: string, save: (value: T, etag: string) => Promise<Tagged<unknown>>) {
    this.value = value;
    this.#last = JSON.stringify(value);
    this.#etag = etag;
    this.#save = save;
  }

  get etag(): string {
    return this.#etag;
  }
  get canUndo(): boolean {
    return this.#undo.length > 0;
  }
  get canRedo(): boolean {
    return this.#redo.length > 0;
  }

  /** Tells that the value has been changed; it is saved when the hand rests. */
  touch(): void {
    if (this.state !== 'conflict') this.state = 'unsaved';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), quiet);
  }

  /** Changes the value in one step that can be undone by itself. */
  change(how: (value: T) => void): void {
    this.#remember();
    how(this.value);
    this.#remember();
    this.touch();
  }

  #remember(): void {
    const now = JSON.stringify(this.value);
    if (now === this.#last) return;
    this.#undo = [...this.#undo.slice(-99), this.#last];
    this.#redo = [];
    this.#last = now;
  }

  undo(): void {
    this.#remember();
    const before = this.#undo.at(-1);
    if (before === undefined) return;
    this.#undo = this.#undo.slice(0, -1);
    this.#redo = [...this.#redo, this.#last];
    this.#show(before);
  }

  redo(): void {
    const after = this.#redo.at(-1);
    if (after === undefined) return;
    this.#redo = this.#redo.slice(0, -1);
    this.#undo = [...this.#undo, this.#last];
    this.#show(after);
  }

  #show(json: string): void {
    this.#last = json;
    this.value = JSON.parse(json) as T;
    this.touch();
  }

  /** Saves what is not saved; resolves when it has been tried. One saving goes at a time. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#remember();
    if (this.#sending) await this.#sending;
    if (this.state !== 'unsaved' && this.state !== 'failed') return;
    this.#sending = this.#send();
    await this.#sending;
    this.#sending = null;
  }

  async #send(): Promise<void> {
    const sent = this.#last;
    this.state = 'saving';
    try {
      this.#etag = (await this.#save(JSON.parse(sent) as T, this.#etag)).etag;
      this.state = JSON.stringify(this.value) === sent ? 'saved' : 'unsaved';
    } catch (error) {
      const stale = error instanceof Problem && error.status === 412;
      this.state = stale ? 'conflict' : 'failed';
      this.reason = stale ? t('save.conflict') : describe(error);
    }
  }
}
