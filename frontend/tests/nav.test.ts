import { describe, expect, it } from 'vitest';
import { doorsFor, doorTo, startOf } from '../src/admin/nav';

const paths = (doors: { path: string }[]): string[] => doors.map((door) => door.path.replace('/admin', '') || '/');

describe('the doors of the working side', () => {
  it('puts those of the system behind one button for whoever has many others', () => {
    const { bar, menus } = doorsFor(['administration', 'system_administrator']);

    expect(paths(bar)).toEqual(['/', '/møteplan', '/saker', '/innspel', '/arbeidsplan', '/konto']);
    expect(menus.map(({ label }) => label)).toEqual(['adminNav.decisions', 'adminNav.money', 'adminNav.system']);
    expect(menus.map(({ doors }) => paths([...doors]))).toEqual([
      ['/vedtak', '/oppfølging', '/evaluering'],
      ['/budsjett', '/kostnadsfordeling', '/fordelingsavtalar', '/nøkkeltal'],
      ['/logg', '/webhookar', '/organisasjon', '/brukarar', '/api-klientar'],
    ]);
  });

  it('puts no button before a single one', () => {
    const { bar, menus } = doorsFor(['administration']);

    expect(paths(bar)).toContain('/logg');
    expect(menus.map(({ label }) => label)).toEqual(['adminNav.decisions', 'adminNav.money']);
  });

  it('puts no button before the only work there is', () => {
    const { bar, menus } = doorsFor(['system_administrator']);

    expect(paths(bar)).toEqual(['/konto', '/logg', '/webhookar', '/organisasjon', '/brukarar', '/api-klientar']);
    expect(menus).toEqual([]);
  });

  it.each([['member'], ['union_representative'], ['system_administrator']])('has no overview for a %s', (role) => {
    expect(paths(doorsFor([role]).bar)).not.toContain('/');
  });

  it('has the account alone for whoever is nothing yet', () => {
    expect(paths(doorsFor([]).bar)).toEqual(['/konto']);
  });
});

describe('where one starts', () => {
  it.each([
    ['/admin', ['administration']],
    ['/admin', ['case_officer', 'member']],
    ['/admin/papir', ['deputy', 'union_representative']],
    ['/admin/innspel', ['union_representative', 'system_administrator']],
    ['/admin/konto', ['system_administrator']],
    ['/admin/konto', []],
  ])('is %s for %j, who has a door to it', (start, roles) => {
    expect(startOf(roles)).toBe(start);
    expect(doorTo('/admin', roles)?.path).toBe(start);
  });
});

describe('the door to an address', () => {
  it('is the nearest one, folded or not', () => {
    const roles = ['administration', 'system_administrator'];

    expect(doorTo('/admin/brukarar/acc_1', roles)?.path).toBe('/admin/brukarar');
    expect(doorTo('/admin/møte/mtg_1', roles)?.path).toBe('/admin');
  });

  it('is not there where none leads', () => {
    expect(doorTo('/admin/møte/mtg_1', ['member'])).toBeUndefined();
  });
});
