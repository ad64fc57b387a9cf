/**
 * Effective ranks of a spectrum s_1 ≥ s_2 ≥ …, and the index beyond which it acts as a ridge on n samples:
 *
 *     r_k = Σ_{i>k} s_i / s_{k+1},   R_k = (Σ_{i>k} s_i)² / Σ_{i>k} s_i²,   k* = min{k : r_k ≥ n}
 *
 * Overfitting is benign only where r_0/n, k* / n and n/R_{k*} are small: the variance of the minimum-norm interpolator is σ²(k* / n + n/R_{k*}) up to
 * constant factors.
 *
 * Source: Bartlett, Long, Lugosi & Tsigler, arXiv:1906.11300, Definition 3 and Theorem 4.
 */

/** Eigenvalues in descending order, with their multiplicities. */
export interface Groups {
  readonly variances: Float64Array;
  readonly counts: Float64Array;
  /** Trace of infinitely many infinitesimal ones beyond; 0 unless given. */
  readonly tail?: number;
}

export interface EffectiveRanks {
  readonly r0: number;
  readonly R0: number;
  /** null: no r_k reaches n. */
  readonly kStar: number | null;
  /** null where there is no kStar, or they are infinite: beyond it only the tail is left. */
  readonly rStar: number | null;
  readonly RStar: number | null;
}

export function effectiveRanks({ variances, counts, tail = 0 }: Groups, samples: number): EffectiveRanks {
  // Sums from the small end, which lose nothing.
  const [sums, squares] = [new Float64Array(variances.length + 1), new Float64Array(variances.length + 1)];
  sums[variances.length] = tail;
  for (let i = variances.length - 1; i >= 0; i--) {
    sums[i] = sums[i + 1]! + counts[i]! * variances[i]!;
    squares[i] = squares[i + 1]! + counts[i]! * variances[i]! ** 2;
  }
  const whole = { r0: sums[0]! / variances[0]!, R0: sums[0]! ** 2 / squares[0]! };
  let before = 0;
  for (let i = 0; i < variances.length && variances[i]! > 0; i++) {
    // With j of the group's directions taken off, r = rest/s + m − j falls with j: it is largest at the group's beginning.
    const rank = sums[i]! / variances[i]!;
    if (rank >= samples) return { ...whole, kStar: before, rStar: rank, RStar: sums[i]! ** 2 / squares[i]! };
    before += counts[i]!;
  }
  return { ...whole, kStar: tail > 0 ? before : null, rStar: null, RStar: null };
}
