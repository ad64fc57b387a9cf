import { at } from "./memory";

/** Side of the square blocks that are moved at a time, so that both source and target lines stay in the cache. */
const BLOCK: i32 = 32;

/** target (n×m) ← sourceᵀ for source (m×n); strides between rows in bytes. */
export function transpose(m: i32, n: i32, source: usize, sourceRow: usize, target: usize, targetRow: usize): void {
  for (let ib = 0; ib < m; ib += BLOCK) {
    const iEnd = min(m, ib + BLOCK);
    for (let jb = 0; jb < n; jb += BLOCK) {
      const jEnd = min(n, jb + BLOCK);
      for (let i = ib; i < iEnd; i++) {
        for (let j = jb; j < jEnd; j++) {
          f64.store(at(target + <usize>j * targetRow, i), f64.load(at(source + <usize>i * sourceRow, j)));
        }
      }
    }
  }
}

/** Copy the lower triangle of a (n×n) to its upper one. */
export function mirror(n: i32, a: usize): void {
  const row = <usize>n << 3;
  for (let ib = 0; ib < n; ib += BLOCK) {
    const iEnd = min(n, ib + BLOCK);
    for (let jb = 0; jb <= ib; jb += BLOCK) {
      for (let i = ib; i < iEnd; i++) {
        const jEnd = min(i, jb + BLOCK);
        for (let j = jb; j < jEnd; j++) f64.store(at(a + <usize>j * row, i), f64.load(at(a + <usize>i * row, j)));
      }
    }
  }
}
