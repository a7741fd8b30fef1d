/** One way to ask the API, and one shape for what it refuses. */
import createClient from 'openapi-fetch';
import { page } from '../lib/page.svelte';
import type { paths } from './schema';
import type { Answer } from './types';

export type FieldError = { pointer?: string; detail: string; code?: string };

/** A refusal (RFC 9457), or `status` 0 when the server could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title = '',
    readonly detail = '',
    readonly errors: readonly FieldError[] = [],
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || title);
    this.name = 'Problem';
  }

  /** From the body of a refusal, whatever it holds. That a session has ended is noted for the page. */
  static of(status: number, body: unknown): Problem {
    const members = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    if (status === 401 && page.user) page.expired = true;
    const errors = Array.isArray(members['errors']) ? (members['errors'] as FieldError[]) : [];
    return new Problem(status, String(members['title'] ?? ''), String(members['detail'] ?? ''), errors, members);
  }
}

/** A representation with the ETag that a later change must name. */
export type Tagged<T> = { data: T; etag: string };

/** Headers of every request: the language of messages, and a name for the attempt so that a repeated POST is one. */
export function commonHeaders(method: string): Record<string, string> {
  return {
    'Accept-Language': document.documentElement.lang || 'nn',
    ...(method === 'POST' ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
  };
}

export const api = createClient<paths>();
api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(commonHeaders(request.method)))
      if (!request.headers.has(name)) request.headers.set(name, value);
  },
});

/**
 * What the API answered, with its ETag.
 *
 * @throws Problem when it refused or could not be reached.
 */
export async function tagged<T>(
  asked: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<Tagged<Answer<T>>> {
  const { data, error, response } = await asked.catch((): never => {
    throw new Problem(0);
  });
  if (!response.ok) throw Problem.of(response.status, error);
  return { data: data as Answer<T>, etag: response.headers.get('ETag') ?? '' };
}

/** As {@link tagged}, for what will not be changed. */
export const answer = async <T>(
  asked: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<Answer<T>> => (await tagged(asked)).data;

/**
 * What the API answered to a file.
 *
 * @throws Problem when the file is refused or the API could not be reached.
 */
export async function sendFile<T>(
  address: string,
  file: File,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const form = new FormData();
  form.append('file', file);
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const response = await fetch(address, {
    method: 'POST',
    body: form,
    headers: { ...commonHeaders('POST'), ...headers },
  }).catch((): never => {
    throw new Problem(0);
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw Problem.of(response.status, body);
  return body as T;
}
