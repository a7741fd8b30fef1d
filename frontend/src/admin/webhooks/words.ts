/** A list of types as it is typed: with commas or blanks between. */
export const splitTypes = (typed: string): string[] => typed.split(/[\s,]+/).filter(Boolean);
export const joinTypes = (types: readonly string[]): string => types.join(', ');
