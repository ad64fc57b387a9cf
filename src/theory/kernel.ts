/**
 * A learning problem with square loss, in the high-dimensional limit: the spectrum of its population kernel and the
 * target's power along it. Everything the theory needs of it are two functions of an effective ridge g > 0,
 *
 *     z(g) = Σ_i m_i s_i/(s_i+g) + τ/g        degrees of freedom
 *     B(g) = Σ_i v_i g/(s_i+g) + v_⊥          unlearned target power
 *
 * and their companions d2 = z + g z' = Σ m s²/(s+g)², b2 = B − g B' = Σ v g²/(s+g)² + v_⊥.
 * Multiplicities, τ, sample and feature counts are extensive and share one arbitrary scale.
 */
export interface Kernel {
  /** s_i ≥ 0, eigenvalues of the population kernel. */
  readonly eigenvalues: readonly number[];
  /** m_i > 0, their multiplicities. */
  readonly multiplicities: readonly number[];
  /**
   * Σ m_i over s_i > 0. Given, not summed here: the distance to the interpolation threshold must not inherit the
   * rounding of a sum.
   */
  readonly rank: number;
  /** v_i ≥ 0, target power carried by eigenspace i. */
  readonly targets: readonly number[];
  /** τ ≥ 0, trace carried by infinitely many infinitesimal eigenvalues: an implicit ridge. */
  readonly tail: number;
  /** v_⊥ ≥ 0, target power outside every eigenspace: acts as noise, and stays in the risk. */
  readonly unlearnable: number;
  /** The largest of the eigenvalues that the tail stands for; absent: they are infinitesimal. */
  readonly tailLargest?: number;
  /** How far m_i s_i may be off, their sum with the tail being the trace; absent: exact. */
  readonly errors?: readonly number[];
}

/**
 * How far z(g) may be off at n samples: Σ m s²/g² ≤ τ s_max/g² of the eigenvalues in the tail, and δ ∂z/∂(ms) = δ g/(s+g)² of those with an error
 * δ. Where m is more than n, what one eigenspace has too much another one lacks, and only the parts of some n dimensions count.
 */
export function degreesError(kernel: Kernel, samples: number, g: number): number {
  const { eigenvalues, multiplicities, tail, tailLargest = 0, errors = [] } = kernel;
  let error = (tail / g) * (tailLargest / g);
  for (let i = 0; i < errors.length; i++) {
    const missed = g / (eigenvalues[i]! + g);
    error +=
      Math.abs(errors[i]! / g) * missed * missed * Math.sqrt(Math.min(1, samples / multiplicities[i]!));
  }
  return error;
}

/** The two functions and their companions at one effective ridge; the target's v_⊥ is left out of B and b2. */
export interface Spectral {
  /** z(g). */
  readonly degrees: number;
  /** z(g) − d2(g) = Σ m s g/(s+g)² + τ/g, summed without cancellation. */
  readonly degreesDrop: number;
  /** d2(g). */
  readonly degrees2: number;
  /** B(g) − v_⊥. */
  readonly unlearned: number;
  /** b2(g) − v_⊥. */
  readonly unlearned2: number;
}

/** z, d2, B, b2 of the kernel at effective ridge g > 0; every sum has positive terms only. */
export function spectralFunctions(kernel: Kernel, g: number): Spectral {
  const { eigenvalues, multiplicities, targets, tail } = kernel;
  let degrees = tail / g;
  let degreesDrop = tail / g;
  let degrees2 = 0;
  let unlearned = 0;
  let unlearned2 = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    const learned = eigenvalues[i]! / (eigenvalues[i]! + g);
    const missed = g / (eigenvalues[i]! + g);
    degrees += multiplicities[i]! * learned;
    degreesDrop += multiplicities[i]! * learned * missed;
    degrees2 += multiplicities[i]! * learned * learned;
    unlearned += targets[i]! * missed;
    unlearned2 += targets[i]! * missed * missed;
  }
  return { degrees, degreesDrop, degrees2, unlearned, unlearned2 };
}

/** Σ m s + τ. */
export function trace({ eigenvalues, multiplicities, tail }: Kernel): number {
  let sum = tail;
  for (let i = 0; i < eigenvalues.length; i++) sum += eigenvalues[i]! * multiplicities[i]!;
  return sum;
}
