/** Seats whose holders get papers. */
export const readers: readonly string[] = ['chair', 'deputy_chair', 'member', 'deputy'];
