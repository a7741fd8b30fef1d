/** The page shown, and what surrounds it on every page. */
import type { Component } from 'svelte';
import type { User } from '../api/types';

export type Shown = {
  /** Tells one page from another: no state passes from page to page. */
  key: string;
  component: Component<Record<string, unknown>>;
  props: Record<string, unknown>;
  title: () => string;
  /** Ways to the pages beside it; it stays as it is from one page to the next. */
  nav?: Component;
};

export const page = $state<{
  path: string;
  search: string;
  shown: Shown | null;
  loading: boolean;
  organisation: string;
  user: User | null;
  /** Whether the session ended under a signed-in user's hands. */
  expired: boolean;
}>({
  path: location.pathname,
  search: location.search,
  shown: null,
  loading: false,
  organisation: 'Sogn KO',
  user: null,
  expired: false,
});
