/** Cautions of many points, for people. */

/** One line a kind of caution, from the cautions of every point: the first of its kind, and how many points have one. */
export function cautionLines(points: readonly (readonly string[])[]): string[] {
  return kindsOf(points.flat()).map((kind) => {
    const found = points.flat().filter((caution) => kindOf(caution) === kind);
    const where = points.length > 1 ? `, ${found.length} of ${points.length} points` : '';
    return `caution${where}: ${found[0]}`;
  });
}

/** The distinct kinds of the cautions, in their order. */
export function kindsOf(cautions: readonly string[]): string[] {
  return [...new Set(cautions.map(kindOf))];
}

/** What stands before the colon. */
function kindOf(caution: string): string {
  return caution.split(':')[0]!;
}
