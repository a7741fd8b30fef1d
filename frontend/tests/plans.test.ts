import { describe, expect, it } from 'vitest';
import type { Plan, PlanEntry, PlanMeeting } from '../src/api/plans';
import { asNew, groupsOf, meetingWanted, neighbour, passes, placeOf } from '../src/admin/plans/year';

const meeting = (id: string, startsAt: string): PlanMeeting => ({
  id,
  number: id,
  startsAt,
  state: 'planned',
  over: false,
});
const march = meeting('mtg_march', '2026-03-09T08:00:00Z');
const june = meeting('mtg_june', '2026-06-22T07:00:00Z');

const entry = (fields: Partial<PlanEntry>): PlanEntry => ({
  id: 'entry_1',
  revision: 1,
  planId: 'plan_1',
  kind: 'case',
  title: 'Budsjett',
  itemType: 'decision',
  responsible: null,
  note: null,
  month: 5,
  date: null,
  meetingId: null,
  position: 0,
  recurrence: 'none',
  state: 'planned',
  due: false,
  reason: null,
  movedTo: null,
  movedFrom: null,
  caseId: null,
  agendaItem: null,
  ...fields,
});

const plan = (entries: PlanEntry[], meetings = [march, june]): Plan => ({
  id: 'plan_1',
  revision: 1,
  bodyId: 'body_1',
  year: 2026,
  title: 'Plan',
  mayChange: true,
  meetings,
  nextMeeting: null,
  entries,
});
const everything = { state: 'all', kind: 'all' } as const;

describe('groupsOf', () => {
  it('shows each meeting, also an empty one, and the months with something beside', () => {
    const groups = groupsOf(plan([entry({ month: 3 }), entry({ id: 'b', month: 6, meetingId: june.id })]), everything);

    expect(groups.map((group) => [group.key, group.entries.length])).toEqual([
      ['mtg_march', 0],
      ['month-3', 1],
      ['mtg_june', 1],
    ]);
  });

  it('leaves out what the filter does not ask for, but no meeting', () => {
    const groups = groupsOf(plan([entry({ kind: 'activity' })]), { state: 'all', kind: 'case' });

    expect(groups.map((group) => group.key)).toEqual(['mtg_march', 'mtg_june']);
  });
});

describe('passes', () => {
  it('takes planned and on the agenda as what is open', () => {
    const open = ['planned', 'on_agenda', 'done', 'moved', 'dropped'] as const;

    expect(open.filter((state) => passes(entry({ state }), { state: 'open', kind: 'all' }))).toEqual([
      'planned',
      'on_agenda',
    ]);
  });
});

describe('neighbour', () => {
  it('goes from meeting to meeting and stops at the ends', () => {
    const at = entry({ month: 3, meetingId: march.id });

    expect(neighbour(plan([at]), at, 1)).toEqual({ meetingId: june.id });
    expect(neighbour(plan([at]), at, -1)).toBeNull();
  });

  it('finds the meetings on either side of a month', () => {
    const between = entry({ month: 5 });

    expect(neighbour(plan([between]), between, 1)).toEqual({ meetingId: june.id });
    expect(neighbour(plan([between]), between, -1)).toEqual({ meetingId: march.id });
  });

  it('goes by months in a year without meetings', () => {
    const last = entry({ month: 12 });

    expect(neighbour(plan([last], []), last, -1)).toEqual({ month: 11 });
    expect(neighbour(plan([last], []), last, 1)).toBeNull();
  });
});

it('an entry that is put back goes where it was', () => {
  expect(placeOf(entry({ month: 3, meetingId: march.id }))).toEqual({ meetingId: march.id });
  expect(placeOf(entry({ month: 4, date: '2026-04-02' }))).toEqual({ date: '2026-04-02' });
  expect(asNew(entry({ title: 'Val' }))).toMatchObject({ title: 'Val', month: 5, recurrence: 'none' });
});

describe('a meeting that the plan asks for', () => {
  const wanted = (today: string, ...entries: PlanEntry[]): (string | null)[] => {
    const made = plan(entries);
    return groupsOf(made, everything).map((group) => meetingWanted(made, group, today));
  };

  it('is in the month that has cases and no meeting, or on the first day of them', () => {
    expect(wanted('2026-05-31', entry({}))).toEqual([null, '2026-05', null]);
    const days = [entry({ date: '2026-05-20' }), entry({ id: 'entry_2', date: '2026-05-12' })];
    expect(wanted('2026-01-01', ...days)).toEqual([null, '2026-05-12', null]);
    expect(wanted('2026-05-13', ...days)).toEqual([null, '2026-05-20', null]);
  });

  it('is none for what is past, done, or an activity', () => {
    expect(wanted('2026-06-01', entry({}))).toEqual([null, null, null]);
    expect(wanted('2026-01-01', entry({ state: 'done' }))).toEqual([null, null, null]);
    expect(wanted('2026-01-01', entry({ kind: 'activity', itemType: null }))).toEqual([null, null, null]);
  });
});
