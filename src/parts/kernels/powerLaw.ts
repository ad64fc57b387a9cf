/**
 * The power law by which eigenvalues of a zonal kernel descend, where h is as singular at t = ±1 as a half-integer power: of h ~ (1 ∓ t)^p and of
 * (1 ∓ t)^{p+1}, … the eigenvalues are multiples of
 *
 *     E (1 − t)^p P_l ∝ Γ(l − p)/Γ(l + d − 1 + p) = 1/Π_{i=0}^{2p+d−2} (l − p + i)
 *
 * and so the s_l of even degrees, and those of odd ones, times the product are a power series in x = 1/(l(l + d − 2)), asymptotically.
 *
 * Source: Rodrigues' formula; Bietti & Mairal, arXiv:1905.12173, and Bietti & Bach, arXiv:2009.14397, for the exponents of networks.
 */

/** An eigenvalue of one degree, and how far it may be off, relatively. */
export interface Measured {
  readonly degree: number;
  readonly eigenvalue: number;
  readonly error: number;
}

export interface PowerLaw {
  /** s at a degree beyond those of the fit, whole or not. */
  readonly at: (degree: number) => number;
  /** Relative error of the eigenvalues, however high the degree. */
  readonly error: number;
  /** 2p: N s falls as l^{−2p−1}. */
  readonly order: number;
}

/** Terms of the power series, and the ratio of the last of the degrees that decide them to the first. */
const terms = 6;
const span = 4;
const firstDegree = 7;
/** Degrees are taken up to one of these errors: more of them are better known, fewer are nearer to the law. */
const errors = [1e-10, 1e-9, 1e-8, 1e-7, 1e-6];
/** How much the extrapolation magnifies the errors of the eigenvalues. */
const magnified = 4;

/** The law of degrees of one parity, ascending; null where they follow none. */
export function fitPowerLaw(dimension: number, measured: readonly Measured[]): PowerLaw | null {
  const fits = errors.flatMap((most) => {
    const end = measured.findIndex(({ error }) => error > most);
    return fitTo(dimension, end < 0 ? measured : measured.slice(0, end)) ?? [];
  });
  return fits.reduce<PowerLaw | null>(
    (best, fit) => (best === null || fit.error < best.error ? fit : best),
    null,
  );
}

function fitTo(dimension: number, measured: readonly Measured[]): PowerLaw | null {
  const x = (degree: number) => 1 / (degree * (degree + dimension - 2));
  const chosen = choose(measured, x);
  if (chosen.length < terms - 1) return null;
  const order = orderOf(dimension, measured);
  if (!(order > 0)) return null;
  const product = (degree: number) => {
    let value = 1;
    for (let i = 0; i <= order + dimension - 2; i++) value *= degree - order / 2 + i;
    return value;
  };
  const points = chosen.map(({ degree, eigenvalue }) => [x(degree), eigenvalue * product(degree)] as const);
  const limit = interpolated(points, 0);
  // What the limit of the lowest degrees, one at a time, depends on.
  const changes = [0, 1].map((left) => {
    const others = points.filter((_, i) => i !== left);
    return Math.abs(interpolated(others, 0) / limit - 1);
  });
  const error = Math.max(...changes) + magnified * chosen.at(-1)!.error;
  if (!(limit > 0 && error < 1)) return null;
  return { at: (degree) => interpolated(points, x(degree)) / product(degree), error, order };
}

/** The degrees nearest to the extremes of a Chebyshev polynomial of x. */
function choose(measured: readonly Measured[], x: (degree: number) => number): Measured[] {
  const last = measured.at(-1);
  if (last === undefined) return [];
  const [low, high] = [x(last.degree), x(Math.max(firstDegree, last.degree / span))];
  const chosen = new Set<Measured>();
  for (let j = 0; j < terms; j++) {
    const wanted = (low + high) / 2 + ((high - low) / 2) * Math.cos((Math.PI * j) / (terms - 1));
    const distance = ({ degree }: Measured) => Math.abs(Math.log(x(degree) / wanted));
    chosen.add(measured.reduce((best, each) => (distance(each) < distance(best) ? each : best)));
  }
  return measured.filter((each) => chosen.has(each));
}

/** 2p, an odd number, from how the last eigenvalues fall. */
function orderOf(dimension: number, measured: readonly Measured[]): number {
  const [before, last] = measured.slice(-2) as [Measured, Measured];
  const place = ({ degree }: Measured) => Math.log(degree + (dimension - 2) / 2);
  const slope = Math.log(before.eigenvalue / last.eigenvalue) / (place(last) - place(before));
  return 2 * Math.round((slope - dimension) / 2) + 1;
}

/** The polynomial through the points, by Neville's scheme. */
function interpolated(points: readonly (readonly [x: number, y: number])[], x: number): number {
  const y = points.map(([, value]) => value);
  for (let k = 1; k < points.length; k++) {
    for (let i = 0; i + k < points.length; i++) {
      const [first, last] = [points[i]![0], points[i + k]![0]];
      y[i] = ((x - last) * y[i]! + (first - x) * y[i + 1]!) / (first - last);
    }
  }
  return y[0]!;
}
