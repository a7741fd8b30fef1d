/** Papers on the device: put there by choice, served by the service worker without a network, wiped at sign-out. */
import { papersListPath, paperDocument, papersPath, notesPath, type MemberPapers } from '../api/papers';
import type { ItemView } from '../api/types';
import * as queue from './queue';

/** Also named in `sw.js`. */
const cacheName = 'samstyre-papers';
const keptKey = 'papers.kept';

/** What is kept of one meeting: whether closed items and documents are with it, and every address. */
export type Kept = { closed: boolean; version: number; addresses: string[] };

export const supported = (): boolean => 'serviceWorker' in navigator && 'caches' in globalThis;

export function kept(): Record<string, Kept> {
  try {
    return JSON.parse(localStorage.getItem(keptKey) ?? '{}') as Record<string, Kept>;
  } catch {
    return {};
  }
}

/** The papers without what is closed: of a closed item number, type and legal basis are left, of a closed meeting its time. */
export function withoutClosed(given: MemberPapers, title: string): MemberPapers {
  const { papers } = given;
  const closed = new Set([...papers.closedAttachments, ...papers.closedProposals]);
  const openOnly = (attachments: ItemView['attachments']): ItemView['attachments'] =>
    attachments.map((one) => (closed.has(one.id) ? { ...one, title, status: 'closed' as const, document: null } : one));
  const items = papers.items.map((item) =>
    item.access === 'closed'
      ? { ...item, title, proposals: [], text: null, subItems: [], attachments: [], references: [] }
      : {
          ...item,
          proposals: item.proposals.filter((one) => !closed.has(one.id)),
          attachments: openOnly(item.attachments),
          subItems: item.subItems.map((sub) => ({ ...sub, attachments: openOnly(sub.attachments) })),
        },
  );
  const meeting =
    papers.meeting.access === 'closed'
      ? { ...papers.meeting, title, place: null, programme: [], sideEvents: [] }
      : papers.meeting;
  return { ...given, papers: { ...papers, meeting, items } };
}

/** The addresses of all the documents that the papers show. */
export const documentsOf = (given: MemberPapers): string[] => [
  ...new Set(
    given.papers.items
      .flatMap((item) => [...item.attachments, ...item.subItems.flatMap((sub) => sub.attachments)])
      .flatMap((one) => (one.document ? [paperDocument(given.papers.meeting.id, one.document.versionId)] : [])),
  ),
];

async function fetchInto(cache: Cache, address: string): Promise<void> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  await cache.put(address, new Response(await response.blob(), { headers: response.headers }));
}

/**
 * Puts a meeting's papers on the device, closed ones only when asked to.
 *
 * @throws Error when something could not be fetched; what was there before stays.
 */
export async function keep(given: MemberPapers, closed: boolean, closedTitle: string): Promise<void> {
  await navigator.serviceWorker.register('/sw.js');
  await navigator.serviceWorker.ready;
  const { meeting, publication } = given.papers;
  const papers = closed ? given : withoutClosed(given, closedTitle);
  const documents = documentsOf(papers);
  const cache = await caches.open(cacheName);
  for (const address of ['/api/v1/me', papersListPath, notesPath(meeting.id), ...documents])
    await fetchInto(cache, address);
  await cache.put(
    papersPath(meeting.id),
    new Response(JSON.stringify(papers), { headers: { 'Content-Type': 'application/json' } }),
  );
  const before = kept()[meeting.id]?.addresses ?? [];
  const addresses = [papersPath(meeting.id), notesPath(meeting.id), ...documents];
  for (const address of before.filter((one) => !addresses.includes(one))) await cache.delete(address);
  const entry = { closed, version: publication.version, addresses };
  localStorage.setItem(keptKey, JSON.stringify({ ...kept(), [meeting.id]: entry }));
}

/** Takes one meeting's papers off the device. */
export async function forget(meetingId: string): Promise<void> {
  const { [meetingId]: gone, ...rest } = kept();
  const cache = await caches.open(cacheName);
  for (const address of gone?.addresses ?? []) await cache.delete(address);
  if (Object.keys(rest).length) localStorage.setItem(keptKey, JSON.stringify(rest));
  else await wipePapers();
}

/** Takes all papers off the device. What was written and is not sent yet stays, for its author to send. */
export async function wipePapers(): Promise<void> {
  localStorage.removeItem(keptKey);
  if ('caches' in globalThis) await caches.delete(cacheName);
}

/** At sign-out nothing is left, unsent notes included. */
export async function wipe(): Promise<void> {
  queue.clear();
  await wipePapers();
}
