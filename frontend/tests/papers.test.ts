import { beforeEach, describe, expect, it } from 'vitest';
import type { MemberPapers } from '../src/api/papers';
import { flatten, rangeOf, spanOf } from '../src/papers/highlights';
import { documentsOf, withoutClosed } from '../src/papers/offline';
import * as queue from '../src/papers/queue';

const attachment = (id: string) => ({
  id,
  number: null,
  title: `Vedlegg ${id}`,
  status: 'available',
  legalBasis: null,
  document: { id: `doc_${id}`, versionId: `dver_${id}` },
});
const papers = {
  papers: {
    meeting: { id: 'mtg_1', access: 'open', title: 'Styremøte', place: 'Leikanger' },
    closedProposals: ['prop_hemmeleg'],
    closedAttachments: ['hemmeleg', 'løyndom'],
    withheld: [],
    items: [
      {
        id: 'item_1',
        label: '1',
        title: 'Budsjett',
        access: 'open',
        proposals: [{ id: 'prop_ope' }, { id: 'prop_hemmeleg' }],
        references: [],
        text: { type: 'doc' },
        attachments: [attachment('open'), attachment('hemmeleg')],
        subItems: [],
      },
      {
        id: 'item_2',
        label: '2',
        title: 'Tilsetjing av Ola',
        access: 'closed',
        legalBasis: 'offl. § 13',
        proposals: [{ text: 'Ola vert tilsett' }],
        references: [],
        text: { type: 'doc', content: 'Ola' },
        attachments: [attachment('løyndom')],
        subItems: [{ label: 'a', title: 'Om Ola', attachments: [] }],
      },
    ],
  },
  readings: [],
} as unknown as MemberPapers;

describe('papers on the device without what is closed', () => {
  const kept = withoutClosed(papers, 'Unnateke offentlegheit');

  it('say nothing of a closed item but its number and legal basis', () => {
    expect(JSON.stringify(kept)).not.toContain('Ola');
    expect(kept.papers.items[1]).toMatchObject({ label: '2', legalBasis: 'offl. § 13' });
  });

  it('hold no closed document', () => {
    expect(documentsOf(kept)).toEqual(['/api/v1/papers/meetings/mtg_1/documents/dver_open']);
    expect(JSON.stringify(kept)).not.toContain('Vedlegg hemmeleg');
  });

  it('hold no closed proposal', () => {
    expect(kept.papers.items[0]?.proposals.map(({ id }) => id)).toEqual(['prop_ope']);
  });

  it('of a closed meeting hold neither title nor place', () => {
    const meeting = { ...papers.papers.meeting, access: 'closed' as const };
    const closed = withoutClosed({ ...papers, papers: { ...papers.papers, meeting } }, 'Unnateke offentlegheit');
    expect(kept.papers.meeting).toMatchObject({ title: 'Styremøte', place: 'Leikanger' });
    expect(closed.papers.meeting).toMatchObject({ title: 'Unnateke offentlegheit', place: null });
  });

  it('hold every document when asked to', () => {
    expect(documentsOf(papers)).toHaveLength(3);
  });
});

describe('the queue', () => {
  beforeEach(() => queue.clear());
  const note = { meetingId: 'mtg_1', itemId: 'item_1', text: 'Spør', colour: 'yellow' as const };

  it('gives an account what it wrote and nobody else’s', () => {
    queue.enqueue({ key: 'a', account: 'kari', kind: 'note', note });
    expect(queue.waiting('ola')).toEqual([]);
    expect(queue.waiting('kari').map((one) => one.key)).toEqual(['a']);
  });

  it('remembers the last reading of an item only', () => {
    queue.enqueue({ key: 'a', account: 'kari', kind: 'read', itemId: 'item_1', fingerprint: '1' });
    queue.enqueue({ key: 'b', account: 'kari', kind: 'read', itemId: 'item_1', fingerprint: '2' });
    expect(queue.waiting('kari').map((one) => one.key)).toEqual(['b']);
  });

  it('changes and drops a note that waits', () => {
    queue.enqueue({ key: 'a', account: 'kari', kind: 'note', note });
    queue.change('a', 'Spør om prisen');
    expect(queue.waiting('kari')[0]).toMatchObject({ note: { text: 'Spør om prisen' } });
    queue.drop('a');
    expect(queue.waiting('kari')).toEqual([]);
  });
});

describe('text on the page', () => {
  const home = document.createElement('div');
  home.innerHTML =
    '<p id="p-1">Ein <strong>viktig</strong> setning.<a class="paragraph-link">#</a></p><p>Og ein til.</p>';

  it('is one string with a line for each block, without what only helps the reader', () => {
    expect(flatten([home]).text).toBe('Ein viktig setning.\nOg ein til.');
  });

  it('gives the range of a span, and the span of the range', () => {
    const flat = flatten([home]);
    const span = { start: 4, end: 22 };
    const range = rangeOf(flat, span);
    expect(range?.startContainer.textContent).toBe('viktig');
    expect(range && spanOf(flat, range)).toEqual(span);
  });
});
