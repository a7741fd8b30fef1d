/** A copy with the entry at `from` moved to `to`; null where that is no move. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] | null {
  const taken = list[from];
  if (taken === undefined || from === to || to < 0 || to >= list.length) return null;
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, taken);
}
