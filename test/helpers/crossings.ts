/** Where values along a line pass ½, linearly between places. */
export function crossings(values: readonly (number | null)[], places: readonly number[]): number[] {
  return values.slice(1).flatMap((value, i) => {
    const [before, after] = [values[i]! - 0.5, value! - 0.5];
    const share = before / (before - after);
    return before * after < 0 ? [places[i]! + share * (places[i + 1]! - places[i]!)] : [];
  });
}
