/** Which of the slides of `Slides.svelte` is shown stands in the address. Pure. */

const NAME = 'bilete';

/** From 1 to `count`; the first one where the address says nothing that there is. */
export function slideIn(query: URLSearchParams, count: number): number {
  const asked = Number(query.get(NAME));
  return Number.isInteger(asked) && asked >= 1 && asked <= count ? asked : 1;
}

export function withSlide(url: URL, slide: number): URL {
  const changed = new URL(url);
  changed.searchParams.set(NAME, String(slide));
  return changed;
}

/** The address at `path` of what the slides were of. */
export function withoutSlide(path: string, query: URLSearchParams): string {
  const rest = new URLSearchParams(query);
  rest.delete(NAME);
  return rest.size ? `${path}?${rest}` : path;
}
