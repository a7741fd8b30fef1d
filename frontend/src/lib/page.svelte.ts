/** The page shown, and what surrounds it on every page. */
import type { Component } from 'svelte';

export type Shown = {
  /** Tells one page from another: no state passes from page to page. */
  key: string;
  component: Component<Record<string, unknown>>;
  props: Record<string, unknown>;
  title: () => string;
};

export const page = $state<{
  path: string;
  search: string;
  shown: Shown | null;
  loading: boolean;
  organisation: string;
  user: { id: string; name: string } | null;
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
