/** What a fit by a loss of the margin costs, in memory and in operations, for n samples and p parameters; the design itself left out. */

/** Iterations of the longer fits: at small penalties, on data that are nearly separable. */
const usualIterations = 25;
/** Iterations for label vectors that are fitted together, and factorisations where few of these are better, at ridges that leave no more than that. */
const usualJoint = { iterations: 40, factorisations: 8 };
/** Share of the smaller of samples and parameters that are at margin 1, of the hinge. */
const usualActive = 0.6;
/** Samples for a parameter up to which the Gram matrix of the samples is held (sampleGram.ts). */
export const mostHeld = 1.75;
/** Vectors of one number a sample that are held at a time, beside those of one number a parameter. */
const vectors = 60;
/** What an iteration takes for a sample beside the products, most of it for the loss: in operations of the time of those of a product. */
const elementwise = 400;
/** How much longer products with one vector take than those with many, operation by operation. */
const alone = 3;

/**
 * Bytes of the workspace and of the arrays that a fit holds at a time. With the design of a tall problem comes a copy of it, weighted, and
 * maybe one of lower rank; of a wide one only the Gram matrix. Finding the rank of a singular design at penalty 0 is included.
 */
export function marginBytes(n: number, p: number): number {
  const m = Math.min(n, p);
  const matrices = p <= n ? 2 * n * p + 6 * m * m : 6 * m * m;
  return 8 * (matrices + vectors * (n + m) + 4 * p);
}

/** Floating-point operations of one fit, roughly. */
export function marginOperations(n: number, p: number): number {
  return usualIterations * newtonOperations(n, p) + (p <= n ? 0 : n * n * p);
}

/** Of the hinge with a penalty: the Gram matrix of the samples, or of those at margin 1 in every step; a factor and two products a step. */
export function hingeOperations(n: number, p: number): number {
  const active = usualActive * Math.min(n, p);
  const held = n <= mostHeld * p;
  const products = held ? 4 * n * n : 8 * n * p + active * active * p;
  return (held ? n * n * p : 0) + usualIterations * (active ** 3 / 3 + products);
}

/** Of an iteration with a factorisation: weighting, the Gram matrix of what is weighted and products with it; or products with the Gram matrix. */
export function newtonOperations(n: number, p: number): number {
  const factor = Math.min(n, p) ** 3 / 3;
  return p <= n ? n * p * (p + 20) + factor : factor + 20 * n * n;
}

/** Of an iteration of conjugate gradients (together.ts), for each of so many label vectors. */
export function conjugateOperations(n: number, p: number, labels: number): number {
  const products = p <= n ? 4 * n * p + 2 * p * p : 2 * n * n;
  return products * (labels > 1 ? 1 : alone) + elementwise * n;
}

/** Bytes of what label vectors take that are fitted together, beside one of them by itself. */
export function jointBytes(n: number, p: number, labels: number): number {
  return 8 * labels * (12 * n + 10 * Math.min(n, p) + 4 * p);
}

/** Floating-point operations for each of so many label vectors that are fitted together, the Gram matrix and its factor left out. */
export function jointOperations(n: number, p: number, labels: number): number {
  const { iterations, factorisations } = usualJoint;
  return Math.min(iterations * conjugateOperations(n, p, labels), factorisations * newtonOperations(n, p));
}
