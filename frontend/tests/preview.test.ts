import { describe, expect, it } from 'vitest';
import type { Seat } from '../src/api/types';
import { BOARD, previewAddress, readers } from '../src/admin/work/preview';

const seat = (personName: string, role: Seat['role'], fields: Partial<Seat> = {}): Seat =>
  ({ personId: `pers_${personName}`, personName, role, startsOn: '2023-10-01', endsOn: null, ...fields }) as Seat;

describe('the address of a preview', () => {
  it('is the plain one for the public and all the papers', () => {
    expect(previewAddress('mtg_1', { kind: 'papers', viewer: null })).toBe('/admin/møte/mtg_1/førehandsvising');
  });

  it('tells the item, the agenda alone and who is looking', () => {
    expect(previewAddress('mtg_1', { kind: 'agenda', viewer: BOARD, label: '3' })).toBe(
      '/admin/møte/mtg_1/førehandsvising/sak/3?kva=agenda&som=styret',
    );
  });
});

describe('those who get the papers', () => {
  it('are the members, deputies, the chair and the deputy chair of today, each once, in Norwegian order', () => {
    const seats = [
      seat('Åse', 'member'),
      seat('Bo', 'deputy'),
      seat('Bo', 'member'),
      seat('Ane', 'chair'),
      seat('Nina', 'deputy_chair'),
      seat('Liv', 'union_representative'),
      seat('Ola', 'member', { endsOn: '2025-01-01' }),
      seat('Kim', 'member', { startsOn: '2030-01-01' }),
    ];
    expect(readers(seats, '2026-03-01').map((one) => one.personName)).toEqual(['Ane', 'Bo', 'Nina', 'Åse']);
  });
});
