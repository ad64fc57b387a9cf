/**
 * Ridge regression on an upper bidiagonal design B, one more column than rows, for a target along the first column: what ridge.ts
 * computes for any design, here in one pass over the rows from the last to the first, in constant memory. With the shift s,
 *
 *     q(s) = s·e₁ᵀ(BᵀB + s)⁻¹e₁,      det(BBᵀ + s) = Π D_i(s)
 *
 * follow from Stieltjes' continued fraction: for the row with diagonal a and superdiagonal b, and q of the rows below (1 when there are none),
 *
 *     y = s + b²q,   D = y + a²,   q ← y/D
 *
 * (y is s times what differential qd transforms carry), and everything that is read off is a derivative in s:
 *
 *     s²·e₁ᵀ(BᵀB+s)⁻²e₁ = q − s q'               s²·e₁ᵀBᵀB(BᵀB+s)⁻²e₁ = s² q'
 *     tr BBᵀ(BBᵀ+s)⁻² = Σ (s D'/D)'              s²·tr (BBᵀ+s)⁻² = −s² Σ (D'/D)'
 *
 * q', q − s q' and −q'' are carried along by recursions of their own, sums and products of positive numbers: they keep their digits
 * whatever the condition of B, at s = 0 too. The one difference, −s|D''|/D in the trace of the fit, is there because a further row may
 * lower that trace: its rounding is relative to tr (BBᵀ+s)⁻¹.
 *
 * At s < 0 the D are the pivots of BBᵀ + s, which is positive definite if all of them are positive; else there are no values, but NaN.
 */

/** A pass over the rows at one shift. Rows not yet taken are above those that were. */
export interface BidiagonalPass {
  readonly shift: number;
  /** q, q', q − s q' and −q'' of the rows taken. */
  q: number;
  slope: number;
  intercept: number;
  curvature: number;
  /** tr BBᵀ(BBᵀ+s)⁻² and s²·tr (BBᵀ+s)⁻² of the rows taken. */
  fitted: number;
  residual: number;
}

export function startPass(shift: number): BidiagonalPass {
  return { shift, q: 1, slope: 0, intercept: 1, curvature: 0, fitted: 0, residual: 0 };
}

/** Take further rows, each above the one before, from the squares of their diagonal and superdiagonal entries. */
export function takeRows(pass: BidiagonalPass, diagonal: Float64Array, superdiagonal: Float64Array): void {
  const s = pass.shift;
  let { q, slope, intercept, curvature, fitted, residual } = pass;
  for (let i = 0; i < diagonal.length; i++) {
    const a2 = diagonal[i]!;
    const b2 = superdiagonal[i]!;
    // y, y', y − s y' and −y''.
    const y = s + b2 * q;
    const yPrime = 1 + b2 * slope;
    const yIntercept = b2 * intercept;
    const yCurvature = b2 * curvature;
    const pivot = y + a2;
    const inverse = s < 0 && !(pivot > 0) ? Number.NaN : 1 / pivot;
    const relative = yPrime * inverse;
    const share = s * inverse;
    fitted += relative * ((a2 + yIntercept) * inverse) - share * yCurvature;
    residual += (share * yPrime) ** 2 + share * (s * yCurvature);
    const weight = a2 * inverse * inverse;
    q = y * inverse;
    slope = weight * yPrime;
    intercept = q * q + weight * yIntercept;
    curvature = weight * (yCurvature + 2 * yPrime * relative);
  }
  Object.assign(pass, { q, slope, intercept, curvature, fitted, residual });
}
