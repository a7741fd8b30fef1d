import { describe, expect, it } from 'vitest';
import { slideIn, withoutSlide, withSlide } from '../src/components/slides';

describe('which slide is shown', () => {
  it.each([
    ['', 1],
    ['bilete=3', 3],
    ['bilete=4', 1],
    ['bilete=0', 1],
    ['bilete=1.5', 1],
    ['bilete=to', 1],
  ])('of three by %j is %i', (query, expected) => {
    expect(slideIn(new URLSearchParams(query), 3)).toBe(expected);
  });

  it('goes into the address and out of it, and leaves the rest as it was', () => {
    const begun = new URL('https://site.invalid/storskjerm?m=25*75.population&lang=nb');
    const led = withSlide(begun, 2);
    expect(slideIn(led.searchParams, 2)).toBe(2);
    expect(withoutSlide('/prøv', led.searchParams)).toBe(`/prøv?${begun.searchParams}`);
    expect(withoutSlide('/prøv', new URLSearchParams('bilete=2'))).toBe('/prøv');
  });
});
