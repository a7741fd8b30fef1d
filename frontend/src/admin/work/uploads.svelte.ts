/**
 * Files on their way in. Each keeps its keys until the API has confirmed it: what is sent once more after a dropped
 * connection is the same document, and what was confirmed is not sent again.
 */
import { Problem } from '../../api/http';
import { describe } from '../../lib/problems';

type Progress = (part: number) => void;
export type Steps = {
  /** Sends the file; the id of the document that it became. */
  send: (file: File, onProgress: Progress, key: string) => Promise<string>;
  /** Puts the document where it belongs. */
  place: (file: File, documentId: string, key: string) => Promise<unknown>;
};
export type Upload = {
  readonly key: string;
  readonly name: string;
  state: 'waiting' | 'sending' | 'failed' | 'done';
  part: number;
  reason: string;
};
type Work = { key: string; file: File; steps: Steps; sendKey: string; placeKey: string; documentId: string | null };

export class Uploads {
  list = $state<Upload[]>([]);
  #work: Work[] = [];
  readonly #onDone: () => Promise<unknown>;
  #running: Promise<void> | null = null;

  constructor(onDone: () => Promise<unknown>) {
    this.#onDone = onDone;
  }

  get isBusy(): boolean {
    return this.list.some(({ state }) => state !== 'done');
  }

  add(files: Iterable<File>, steps: Steps): Promise<void> {
    for (const file of files) {
      const key = crypto.randomUUID();
      const keys = { key, sendKey: crypto.randomUUID(), placeKey: crypto.randomUUID() };
      this.#work.push({ ...keys, file, steps, documentId: null });
      this.list.push({ key, name: file.name, state: 'waiting', part: 0, reason: '' });
    }
    return this.#run();
  }

  /** Once more, for one that failed or for all of them. */
  retry(key?: string): Promise<void> {
    for (const upload of this.list)
      if (upload.state === 'failed' && (key === undefined || upload.key === key)) upload.state = 'waiting';
    return this.#run();
  }

  forget(key: string): void {
    this.#done(key);
    this.list = this.list.filter((upload) => upload.key !== key);
  }

  #done(key: string): void {
    this.#work = this.#work.filter((work) => work.key !== key);
  }

  #run(): Promise<void> {
    this.#running ??= this.#all().finally(() => (this.#running = null));
    return this.#running;
  }

  /** One after another, so that the order of the list is the order of the files. */
  async #all(): Promise<void> {
    for (;;) {
      const next = this.list.find(({ state }) => state === 'waiting');
      const work = next && this.#work.find(({ key }) => key === next.key);
      if (!work) break;
      await this.#one(next, work);
    }
  }

  async #one(upload: Upload, work: Work): Promise<void> {
    upload.state = 'sending';
    upload.part = 0;
    upload.reason = '';
    try {
      work.documentId ??= await work.steps.send(work.file, (part) => (upload.part = part), work.sendKey);
      await work.steps.place(work.file, work.documentId, work.placeKey);
      upload.state = 'done';
      this.#done(upload.key);
      await this.#onDone();
    } catch (error) {
      upload.state = 'failed';
      upload.reason = describe(error);
      // What was refused for what it is must have new keys if it is ever sent again.
      if (error instanceof Problem && error.status >= 400 && error.status < 500) work.sendKey = crypto.randomUUID();
    }
  }
}
