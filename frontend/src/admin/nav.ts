/** The doors of the working side: who gets which, and behind which each of them starts. */
import type { Key } from '../lib/i18n/index.svelte';
import { readers } from '../papers/readers';

/** Without `roles` it is for everyone who is signed in, else for holders of one of them. */
export type Door = { path: string; label: Key; roles?: readonly string[] };

const office = ['administration', 'case_officer'] as const;

const inABody = [...office, ...readers, 'union_representative'] as const;

const doors: readonly Door[] = [
  { path: '/admin/papir', label: 'papers.title', roles: readers },
  { path: '/admin', label: 'adminNav.start', roles: office },
  { path: '/admin/møteplan', label: 'adminNav.calendar', roles: ['administration'] },
  { path: '/admin/saker', label: 'adminNav.cases', roles: office },
  { path: '/admin/innspel', label: 'adminNav.consultations', roles: [...office, 'union_representative'] },
  { path: '/admin/arbeidsplan', label: 'adminNav.plans', roles: inABody },
  { path: '/admin/konto', label: 'adminNav.account' },
];
/** Doors that share a button where there are many. */
export type Menu = { label: Key; doors: readonly Door[] };
const groups: readonly Menu[] = [
  {
    label: 'adminNav.decisions',
    doors: [
      { path: '/admin/vedtak', label: 'adminNav.resolutions', roles: inABody },
      { path: '/admin/oppfølging', label: 'adminNav.followUps', roles: inABody },
      { path: '/admin/evaluering', label: 'adminNav.evaluations', roles: ['administration', ...readers] },
    ],
  },
  {
    label: 'adminNav.money',
    doors: [
      { path: '/admin/budsjett', label: 'adminNav.budgets', roles: ['administration', ...readers] },
      { path: '/admin/kostnadsfordeling', label: 'adminNav.costs', roles: inABody },
      { path: '/admin/fordelingsavtalar', label: 'adminNav.agreements', roles: inABody },
      { path: '/admin/nøkkeltal', label: 'adminNav.figures', roles: office },
    ],
  },
  {
    label: 'adminNav.system',
    doors: [
      { path: '/admin/logg', label: 'adminNav.log', roles: ['administration', 'system_administrator'] },
      { path: '/admin/webhookar', label: 'adminNav.webhooks', roles: ['system_administrator'] },
      { path: '/admin/organisasjon', label: 'organisation.title', roles: ['system_administrator'] },
      { path: '/admin/brukarar', label: 'adminNav.users', roles: ['system_administrator'] },
      { path: '/admin/api-klientar', label: 'adminNav.apiClients', roles: ['system_administrator'] },
    ],
  },
];

/** How many doors there is room for beside one another; with more, those of a group share a button. */
const room = 6;

const has = (roles: readonly string[], wanted: readonly string[]): boolean =>
  roles.some((role) => wanted.includes(role));

/** Whether somebody prepares meetings or cases. */
export const isOfTheOffice = (roles: readonly string[]): boolean => has(roles, office);

/** What stands in the bar, and the buttons after it; one door alone needs no button before it. */
export function doorsFor(roles: readonly string[]): { bar: Door[]; menus: Menu[] } {
  const open = (door: Door): boolean => !door.roles || has(roles, door.roles);
  const bar = doors.filter(open);
  const menus = groups.map(({ label, doors: shared }) => ({ label, doors: shared.filter(open) }));
  const folds = bar.length + menus.flatMap((menu) => menu.doors).length > room;
  const isFolded = (menu: Menu): boolean => folds && menu.doors.length > 1;
  const plain = menus.filter((menu) => !isFolded(menu)).flatMap((menu) => menu.doors);
  return { bar: [...bar, ...plain], menus: menus.filter(isFolded) };
}

/** The page that `/admin` is to somebody: meetings and cases, else papers, else consultations, else the own account. */
export function startOf(roles: readonly string[]): string {
  if (isOfTheOffice(roles)) return '/admin';
  if (has(roles, readers)) return '/admin/papir';
  return roles.includes('union_representative') ? '/admin/innspel' : '/admin/konto';
}

/** What has no door of its own stands behind the one that people come to it by. */
const behind = (address: string, roles: readonly string[]): string =>
  address.startsWith('/admin/skriftleg') ? (isOfTheOffice(roles) ? '/admin/saker' : '/admin/papir') : address;

/** The door that leads nearest to an address; undefined where none does. */
export function doorTo(address: string, roles: readonly string[]): Door | undefined {
  const path = address === '/admin' ? startOf(roles) : behind(address, roles);
  const { bar, menus } = doorsFor(roles);
  return [...bar, ...menus.flatMap((menu) => menu.doors)]
    .filter((door) => path === door.path || path.startsWith(`${door.path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
}
