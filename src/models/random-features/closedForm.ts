/**
 * Mei & Montanari, arXiv:1908.05355v5, Definition 1, Theorem 1 and its ridgeless limit, in the paper's own variables: an independent witness for
 * the engine. Isotropic inputs, ψ1 = N/d, ψ2 = n/d, ζ = μ1/μ*, λ̄ = λ/μ*².
 */

export interface MeiMontanariParameters {
  readonly psi1: number;
  readonly psi2: number;
  /** ζ² = μ1²/μ*². */
  readonly zeta2: number;
  /** λ̄ = λ/μ*²; 0 is the ridgeless limit. */
  readonly lambdaBar: number;
}

/** E1/E0 and E2/E0: the risk is F1² E1/E0 + (τ² + F*²) E2/E0 + F*². */
export interface MeiMontanariRatios {
  readonly biasRatio: number;
  readonly varianceRatio: number;
}

/**
 * χ = ν1ν2 on the imaginary axis, where ν_j = i x_j with x_j > 0 and
 *
 *     x1 = ψ1 / (q + x2 + ζ²x2/(1+ζ²x1x2)),  x2 likewise with ψ2,  q = √(ψ1ψ2λ̄);     χ = −x1x2
 *
 * iterated with damping; ridgeless, the root of χ's quadratic (the paper's closed form). Null when 10⁵ sweeps do not converge.
 */
function chi({ psi1, psi2, zeta2, lambdaBar }: MeiMontanariParameters): number | null {
  if (lambdaBar === 0) {
    const psi = Math.min(psi1, psi2);
    const b = psi * zeta2 - zeta2 - 1;
    return -(Math.sqrt(b * b + 4 * zeta2 * psi) + b) / (2 * zeta2);
  }
  const q = Math.sqrt(psi1 * psi2 * lambdaBar);
  let x1 = psi1 / q;
  let x2 = psi2 / q;
  for (let sweep = 0; sweep < 1e5; sweep++) {
    const factor = 1 + zeta2 / (1 + zeta2 * x1 * x2);
    // The geometric mean of old and new keeps the pair positive and stops its alternation.
    const next1 = Math.sqrt((x1 * psi1) / (q + x2 * factor));
    const next2 = Math.sqrt((x2 * psi2) / (q + x1 * factor));
    const change = Math.abs(next1 / x1 - 1) + Math.abs(next2 / x2 - 1);
    x1 = next1;
    x2 = next2;
    if (change < 1e-15) return -x1 * x2;
  }
  return null;
}

/** The paper's polynomials E0, E1, E2 at χ. Their digits cancel at small λ̄: a witness, not the engine. */
export function meiMontanari(parameters: MeiMontanariParameters): MeiMontanariRatios | null {
  const c = chi(parameters);
  if (c === null) return null;
  const { psi1, psi2, zeta2: z2 } = parameters;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const product = psi1 * psi2;
  const e0 =
    -(c ** 5) * z6 +
    3 * c ** 4 * z4 +
    (product - psi2 - psi1 + 1) * c ** 3 * z6 -
    2 * c ** 3 * z4 -
    3 * c ** 3 * z2 +
    (psi1 + psi2 - 3 * product + 1) * c ** 2 * z4 +
    2 * c ** 2 * z2 +
    c ** 2 +
    3 * product * c * z2 -
    product;
  const e1 = psi2 * c ** 3 * z4 - psi2 * c ** 2 * z2 + product * c * z2 - product;
  const e2 =
    c ** 5 * z6 -
    3 * c ** 4 * z4 +
    (psi1 - 1) * c ** 3 * z6 +
    2 * c ** 3 * z4 +
    3 * c ** 3 * z2 +
    (-psi1 - 1) * c ** 2 * z4 -
    2 * c ** 2 * z2 -
    c ** 2;
  return { biasRatio: e1 / e0, varianceRatio: e2 / e0 };
}
