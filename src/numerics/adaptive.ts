/**
 * Adaptive quadrature: the panel with the largest error estimate is halved until the errors of all together are
 * negligible. Each panel takes the 21-node Gauss–Kronrod rule, whose 10-node Gauss rule estimates the error.
 *
 * Source: Piessens et al. 1983, QUADPACK, routine QK21 (nodes, weights and error estimate).
 */

/** A number and an estimate of its absolute error. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** An integral, and that of the integrand's absolute value. */
export interface Integral extends Estimate {
  readonly magnitude: number;
}

/** Positive nodes, descending; every second is one of the Gauss rule. The last weight is that of the node 0. */
const nodes = [
  0.9956571630258081, 0.9739065285171717, 0.9301574913557082, 0.8650633666889845, 0.7808177265864169,
  0.6794095682990244, 0.5627571346686047, 0.4333953941292472, 0.2943928627014602, 0.1488743389816312,
];
const kronrod = [
  0.011694638867371874, 0.032558162307964725, 0.054755896574351995, 0.07503967481091996, 0.0931254545836976,
  0.10938715880229764, 0.12349197626206584, 0.13470921731147334, 0.14277593857706009, 0.1477391049013385,
  0.14944555400291692,
];
const gauss = [
  0.06667134430868814, 0.1494513491505806, 0.21908636251598204, 0.26926671930999635, 0.29552422471475287,
];

const tolerance = 4e-14;
/** The part of the integral of |f| over a panel that rounding leaves uncertain. */
const rounding = 4 * Number.EPSILON;

interface Panel extends Integral {
  readonly from: number;
  readonly to: number;
}

/**
 * ∫ f over the panels between ascending ends, to 4·10⁻¹⁴ of ∫ |f| (of `scale`, if that is more) unless `error` says
 * otherwise: after `mostPanels` the halving stops.
 */
export function adaptiveIntegral(
  f: (x: number) => number,
  ends: readonly number[],
  { mostPanels = 500, scale = 0 }: { mostPanels?: number; scale?: number } = {},
): Integral {
  const panels: Panel[] = [];
  for (let i = 0; i + 1 < ends.length; i++) panels.push(panel(f, ends[i]!, ends[i + 1]!));
  for (;;) {
    const total = sum(panels);
    let worst = 0;
    for (let i = 1; i < panels.length; i++) if (panels[i]!.error > panels[worst]!.error) worst = i;
    if (panels.length === 0 || panels.length >= mostPanels) return total;
    if (!(total.error > tolerance * Math.max(scale, total.magnitude))) return total;
    const { from, to, error, magnitude } = panels[worst]!;
    const middle = from + (to - from) / 2;
    if (error <= rounding * magnitude || middle <= from || middle >= to) return total;
    panels.splice(worst, 1, panel(f, from, middle), panel(f, middle, to));
  }
}

function sum(panels: readonly Panel[]): Integral {
  const total = { value: 0, error: 0, magnitude: 0 };
  for (const each of panels) {
    total.value += each.value;
    total.error += each.error;
    total.magnitude += each.magnitude;
  }
  return total;
}

function panel(f: (x: number) => number, from: number, to: number): Panel {
  const [centre, half] = [(from + to) / 2, (to - from) / 2];
  const middle = f(centre);
  const values = [middle];
  let fine = kronrod[10]! * middle;
  let magnitude = kronrod[10]! * Math.abs(middle);
  let coarse = 0;
  for (let i = 0; i < 10; i++) {
    const left = f(centre - half * nodes[i]!);
    const right = f(centre + half * nodes[i]!);
    values.push(left, right);
    fine += kronrod[i]! * (left + right);
    magnitude += kronrod[i]! * (Math.abs(left) + Math.abs(right));
    if (i % 2 === 1) coarse += gauss[(i - 1) / 2]! * (left + right);
  }
  const mean = fine / 2;
  let spread = kronrod[10]! * Math.abs(middle - mean);
  for (let i = 0; i < 10; i++) {
    spread += kronrod[i]! * (Math.abs(values[2 * i + 1]! - mean) + Math.abs(values[2 * i + 2]! - mean));
  }
  const difference = Math.abs(fine - coarse);
  const error = spread > 0 ? spread * Math.min(1, ((200 * difference) / spread) ** 1.5) : difference;
  return {
    from,
    to,
    value: half * fine,
    error: half * Math.max(error, rounding * magnitude),
    magnitude: half * magnitude,
  };
}
