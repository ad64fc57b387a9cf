/** Where the ticks of an axis stand and what is written at them. */
import { coordinate, type Interval, type ScaleKind } from './scale.ts';

export interface Tick {
  readonly value: number;
  /** TeX. */
  readonly label: string;
}

/** Major ticks have labels; both lists ascend and lie in the domain. */
export interface Ticks {
  readonly major: readonly Tick[];
  readonly minor: readonly number[];
}

/** The ticks of an axis: its own, as far as they lie in the domain, or those chosen for it. */
export function ticksOf(
  axis: { readonly scale: ScaleKind; readonly domain: Interval; readonly ticks?: readonly Tick[] },
  count: number,
): Ticks {
  const { scale, domain, ticks: own } = axis;
  if (own === undefined) return ticks(scale, domain, count);
  return { major: own.filter(({ value }) => value >= domain[0] && value <= domain[1]), minor: [] };
}

/** Ticks for a finite domain, some `count` labels at most (2 to 8): always at least two, at most twelve. */
export function ticks(kind: ScaleKind, domain: Interval, count: number): Ticks {
  return kind === 'log' ? logTicks(domain, count) : linearTicks(domain, count);
}

/** A step of mantissa times ten to the exponent. */
interface Step {
  readonly mantissa: 1 | 2 | 5;
  readonly exponent: number;
}

/** Values for contour lines, some eight at most, with their labels: denser than ticks over few decades. */
export function levels(kind: ScaleKind, domain: Interval): readonly Tick[] {
  const decades = Math.log10(domain[1] / domain[0]);
  const plain =
    kind === 'log' && decades < 4 ? mantissaTicks(decades < 2.5 ? [1, 2, 5] : [1, 3], domain) : [];
  if (plain.length < 3) return ticks(kind, domain, 8).major;
  return plain.map((value) => ({ value, label: plainLabel(value) }));
}

/** Multiples of 1, 2 or 5 times a power of ten; the minor ticks cut each step in four or five. */
function linearTicks(domain: Interval, count: number): Ticks {
  const step = linearStep(domain, count);
  const values = multiples(step, domain);
  const labels = linearLabels(values, step.exponent);
  return {
    major: values.map((value, i) => ({ value, label: labels[i]! })),
    minor: multiples(finer(step), domain).filter((value) => !values.includes(value)),
  };
}

function finer({ mantissa, exponent }: Step): Step {
  if (mantissa === 5) return { mantissa: 1, exponent };
  return { mantissa: mantissa === 1 ? 2 : 5, exponent: exponent - 1 };
}

/** The smallest step that gives at most `count` ticks, or the next smaller one if that gives fewer than two. */
function linearStep(domain: Interval, count: number): Step {
  const exponent = Math.floor(Math.log10((domain[1] - domain[0]) / count));
  let previous: Step = { mantissa: 5, exponent: exponent - 1 };
  for (const [mantissa, shift] of [
    [1, 0],
    [2, 0],
    [5, 0],
    [1, 1],
    [2, 1],
  ] as const) {
    const step: Step = { mantissa, exponent: exponent + shift };
    const size = multiples(step, domain).length;
    if (size < 2) return previous;
    if (size <= count) return step;
    previous = step;
  }
  return previous;
}

/** The multiples of the step in the domain, each the double nearest to its decimal. */
function multiples({ mantissa, exponent }: Step, domain: Interval): number[] {
  const step = Number(`${mantissa}e${exponent}`);
  const slack = 1e-9 * (domain[1] - domain[0]);
  const first = Math.ceil((domain[0] - slack) / step);
  const last = Math.floor((domain[1] + slack) / step);
  const values: number[] = [];
  for (let i = first; i <= last; i++) values.push(Number(`${i * mantissa}e${exponent}`));
  return values;
}

/** Equal decimals on every label; a common power of ten when the numbers are very large or small. */
function linearLabels(values: readonly number[], stepExponent: number): string[] {
  const largest = Math.max(...values.map(Math.abs));
  const power = Math.floor(Math.log10(largest));
  if (power < 5 && stepExponent >= -4)
    return values.map((value) => value.toFixed(Math.max(0, -stepExponent)));
  const decimals = Math.min(Math.max(0, power - stepExponent), 15);
  return values.map((value) => (value === 0 ? '0' : scientific(value / 10 ** power, decimals, power)));
}

function scientific(mantissa: number, decimals: number, power: number): string {
  return `${mantissa.toFixed(decimals)}\\times 10^{${power}}`;
}

/**
 * Powers of ten, thinned over many decades; 1, 2, 5 times powers of ten where the domain holds fewer than two
 * powers; linear ticks where even those are fewer than three.
 */
function logTicks(domain: Interval, count: number): Ticks {
  const low = coordinate('log', domain[0]);
  const high = coordinate('log', domain[1]);
  const first = Math.ceil(low - 1e-9);
  const last = Math.floor(high + 1e-9);
  if (last > first) return decadeTicks(domain, first, last, count);
  const plain = mantissaTicks([1, 2, 5], domain);
  if (plain.length < 3) return linearTicks(domain, count);
  const minor = mantissaTicks([1, 2, 3, 4, 5, 6, 7, 8, 9], domain).filter((value) => !plain.includes(value));
  return { major: plain.map((value) => ({ value, label: plainLabel(value) })), minor };
}

function decadeTicks(domain: Interval, first: number, last: number, count: number): Ticks {
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const shown = (stride: number): number[] => powers.filter((power) => power % stride === 0);
  const strides = [1, 2, 3, 5, 10, 20, 50, 100].filter((stride) => shown(stride).length >= 2);
  const stride = strides.find((candidate) => shown(candidate).length <= count) ?? strides.at(-1)!;
  const major = shown(stride).map((power) => ({ value: Number(`1e${power}`), label: `10^{${power}}` }));
  let minor: number[] = [];
  if (stride > 1) minor = powers.filter((power) => power % stride !== 0).map((power) => Number(`1e${power}`));
  else if (powers.length <= 8) minor = mantissaTicks([2, 3, 4, 5, 6, 7, 8, 9], domain);
  return { major, minor };
}

/** The mantissas times every power of ten, as far as the domain holds them. */
function mantissaTicks(mantissas: readonly number[], domain: Interval): number[] {
  const values: number[] = [];
  const last = Math.ceil(Math.log10(domain[1]));
  for (let power = Math.floor(Math.log10(domain[0])); power <= last; power++) {
    for (const mantissa of mantissas) {
      const value = Number(`${mantissa}e${power}`);
      if (value >= domain[0] * (1 - 1e-9) && value <= domain[1] * (1 + 1e-9)) values.push(value);
    }
  }
  return values;
}

/** A number with one significant digit: plain where that is short, otherwise with a power of ten. */
/** 10^{-3}, 3\times 10^{-7}, 0.25. */
export function numberTex(value: number): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) + 1e-12);
  if (exponent >= -2 && exponent < 4) return String(Number(value.toPrecision(4)));
  const mantissa = Number((value / 10 ** exponent).toPrecision(3));
  return mantissa === 1 ? `10^{${exponent}}` : `${mantissa}\\times 10^{${exponent}}`;
}

function plainLabel(value: number): string {
  const power = Math.floor(Math.log10(value) + 1e-9);
  if (power >= -3 && power <= 3) return value.toFixed(Math.max(0, -power));
  const mantissa = Math.round(value / 10 ** power);
  return mantissa === 1 ? `10^{${power}}` : scientific(mantissa, 0, power);
}
