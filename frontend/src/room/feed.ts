/**
 * Following something that goes on: the whole of it at once, and again each time it changes.
 *
 * Server-sent events tell of changes at once. Where they don't come through (a proxy that holds them back, a connection
 * that is gone, a server that refuses), the same is asked for now and then until they do.
 */

export type Connection = 'live' | 'slow' | 'lost';

type Feed<T> = {
  /** Address of the events; each holds the whole view. */
  stream: string;
  /** The same view, asked for. */
  ask: () => Promise<T>;
  onView: (view: T) => void;
  onConnection: (connection: Connection) => void;
  /** Milliseconds between two questions while no events come. */
  every?: number;
};

/** How many questions go by before a stream that the server has ended is asked for anew. */
const PATIENCE = 6;

/** Follows until the function that is returned is called. */
export function follow<T>({ stream, ask, onView, onConnection, every = 5000 }: Feed<T>): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refused = 0;
  let proved = false;
  let ended = false;

  function stopAsking(): void {
    clearTimeout(timer);
    timer = undefined;
    onConnection('live');
  }

  async function look(): Promise<void> {
    try {
      const view = await ask();
      if (ended) return;
      onView(view);
      onConnection(timer ? 'slow' : 'live');
    } catch {
      if (!ended) onConnection('lost');
    }
  }

  function askOn(): void {
    timer ??= setTimeout(async () => {
      await look();
      if (ended || !timer) return;
      timer = undefined;
      refused++;
      if (source?.readyState === EventSource.CLOSED && refused % PATIENCE === 0) open();
      askOn();
    }, every);
  }

  function open(): void {
    source?.close();
    source = new EventSource(stream);
    source.onmessage = (event: MessageEvent<string>) => {
      proved = true;
      stopAsking();
      onView(JSON.parse(event.data) as T);
    };
    source.onopen = () => {
      // Opened again, it tells of what comes only. Before anything has come through, that it opens proves little.
      if (!proved) return;
      stopAsking();
      void look();
    };
    // The server ends each stream after a while, which is no loss: it is lost when asking fails, too.
    source.onerror = askOn;
  }

  const lost = (): void => onConnection('lost');

  // A phone that slept has missed what happened, and may not have noticed that its connection is gone.
  function woken(): void {
    if (document.visibilityState !== 'visible') return;
    void look();
    if (source?.readyState === EventSource.CLOSED) open();
  }

  open();
  askOn();
  document.addEventListener('visibilitychange', woken);
  addEventListener('online', woken);
  addEventListener('offline', lost);
  return () => {
    ended = true;
    clearTimeout(timer);
    source?.close();
    document.removeEventListener('visibilitychange', woken);
    removeEventListener('online', woken);
    removeEventListener('offline', lost);
  };
}
