/**
 * The spectrum of the input covariance, and the target's power along it:
 *
 *     isotropic                            all variances 1
 *     blocks:0.25:3,0.75:0.4               shares of the directions, with variances, normalised to mean variance 1
 *     power:a=1.5,b=2,count=1e6            s_i = i^−a, target power v_i ∝ i^−b (b = a: an isotropic β)
 *     spiked:count=3,strength=10           identity plus `strength` along `count` directions: 1 + strength there, else 1
 *     equicorrelated:rho=0.3               unit variances, all correlations ρ: 1 + ρ(p−1) once, else 1 − ρ
 *     file:eigs.csv                        columns eigenvalue, weight (target power along it) and, if any, multiplicity
 *     3*power:a=1.5,b=2,count=100          an explicit spectrum with every direction so many times, which share its target power
 *
 * The first two hold at every dimension; the others are explicit: their sizes are absolute. Where nothing is said of the target, its
 * power is spread in proportion to variance. A weight on eigenvalue 0 is target power that no direction carries.
 *
 * Sources: power laws, Cui et al., arXiv:2105.15004; spikes, Johnstone 2001.
 */
import { clip, InputError } from '../../errors.ts';
import { isDecimal } from '../decimal.ts';
import type { Spectrum } from './compression.ts';
import { type Block, isotropic, parseBlocks } from './covariance.ts';
import { readSpectrumFile } from './spectrumFile.ts';

export type { Spectrum } from './compression.ts';

type Kind = 'power' | 'spiked' | 'equicorrelated' | 'file';

/** A spectrum as it is written: blocks at any dimension, or explicit. */
export type SpectrumText =
  | { readonly kind: 'blocks'; readonly blocks: readonly Block[] }
  | {
      readonly kind: Kind;
      readonly text: string;
      readonly values: Readonly<Record<string, number>>;
      readonly path: string;
      /** How many times every direction is there. */
      readonly copies: number;
    };

interface Key {
  readonly name: string;
  readonly valid: string;
  readonly accepts: (value: number) => boolean;
  /** The name of the key that it equals where it is left out. */
  readonly like?: string;
}

const mostEigenvalues = 1e7;

const whole = (name: string): Key => ({
  name,
  valid: `a whole number from 1 to ${mostEigenvalues}`,
  accepts: (value) => Number.isInteger(value) && value >= 1 && value <= mostEigenvalues,
});

const keys: Readonly<Record<Exclude<Kind, 'file'>, readonly Key[]>> = {
  power: [
    { name: 'a', valid: 'a number from 0 to 20', accepts: (value) => value >= 0 && value <= 20 },
    {
      name: 'b',
      valid: 'a number from -20 to 40',
      accepts: (value) => value >= -20 && value <= 40,
      like: 'a',
    },
    whole('count'),
  ],
  spiked: [
    whole('count'),
    {
      name: 'strength',
      valid: 'a number > -1, at most 1e12',
      accepts: (value) => value > -1 && value <= 1e12,
    },
  ],
  equicorrelated: [
    { name: 'rho', valid: 'a number >= 0 and < 1', accepts: (value) => value >= 0 && value < 1 },
  ],
};

export const spectrumForms =
  'isotropic, blocks:0.25:3,0.75:0.4, power:a=1.5,b=2,count=1e6, spiked:count=3,strength=10, equicorrelated:rho=0.3, or file:eigs.csv; 3*power:… has every direction 3 times';

/** Every direction so many times. */
const copied = /^([1-9]\d{0,4})\s*\*\s*(.*)$/s;

/** @throws {InputError} when the text is none of the forms, or a value is out of its range */
export function parseSpectrum(text: string): SpectrumText {
  const trimmed = text.trim();
  if (trimmed === 'isotropic') return { kind: 'blocks', blocks: isotropic };
  const colon = trimmed.indexOf(':');
  const [kind, rest] = [trimmed.slice(0, Math.max(0, colon)), trimmed.slice(colon + 1)];
  if (kind === 'blocks') return { kind, blocks: parseBlocks(rest) };
  const [, times, one] = copied.exec(trimmed) ?? [];
  if (one !== undefined) {
    const each = parseSpectrum(one);
    // Shares of the directions are the same however often each is there.
    return each.kind === 'blocks' ? each : { ...each, text: trimmed, copies: Number(times) * each.copies };
  }
  if (kind === 'file') return { kind, text: trimmed, values: {}, path: rest, copies: 1 };
  if (Object.hasOwn(keys, kind)) {
    const known = keys[kind as keyof typeof keys];
    return { kind: kind as Kind, text: trimmed, values: parseKeys(text, rest, known), path: '', copies: 1 };
  }
  throw new InputError(`'${clip(text)}' is not a spectrum; expected ${spectrumForms}`);
}

function parseKeys(text: string, rest: string, known: readonly Key[]): Record<string, number> {
  const found = new Map<string, number>();
  const names = known.map(({ name }) => name).join(', ');
  for (const part of rest.split(',')) {
    const [name = '', value = '', extra] = part.split('=').map((each) => each.trim());
    const key = known.find((each) => each.name === name);
    if (!key || extra !== undefined || found.has(name))
      throw new InputError(
        `'${clip(part.trim())}' in '${clip(text)}' is not understood; expected each of ${names} once, as in name=value`,
      );
    const number = isDecimal(value) ? Number(value) : Number.NaN;
    if (!key.accepts(number))
      throw new InputError(
        `'${clip(part.trim())}' in '${clip(text)}' is out of range; expected ${key.valid}`,
      );
    found.set(name, number);
  }
  for (const { name, like } of known) {
    const value = found.get(name) ?? found.get(like ?? '');
    if (value === undefined) throw new InputError(`'${clip(text)}' lacks ${name}; expected each of ${names}`);
    found.set(name, value);
  }
  return Object.fromEntries(found);
}

/** Whether the spectrum has a dimension of its own; spikes and equal correlations take that of the inputs. */
export function ownDimension(spectrum: SpectrumText): number | null {
  if (spectrum.kind === 'power') return spectrum.copies * spectrum.values['count']!;
  return spectrum.kind === 'file' ? spectrum.copies * total(readSpectrumFile(spectrum.path).counts) : null;
}

const resolved = new Map<string, Spectrum>();

/**
 * The eigenvalues of an explicit spectrum, descending, at a dimension that its own, if it has one, must not be below.
 * Powers sum to 1, but for those of a file, which are as they are.
 */
export function explicitSpectrum(
  spectrum: Extract<SpectrumText, { readonly text: string }>,
  dimension: number,
): Spectrum {
  const { kind, copies } = spectrum;
  if (kind === 'file') return repeated(readSpectrumFile(spectrum.path), copies);
  const key = `${spectrum.text} ${dimension}`;
  const known = resolved.get(key);
  if (known) return known;
  if (dimension % copies !== 0)
    throw new InputError(
      `'${clip(spectrum.text)}' has every direction ${copies} times, which ${dimension} inputs are not; expected a multiple`,
    );
  const once = kind === 'power' ? powerLaw(spectrum.values) : grouped(spectrum, dimension / copies);
  const found = repeated(once, copies);
  resolved.set(key, found);
  return found;
}

function repeated(spectrum: Spectrum, copies: number): Spectrum {
  return copies === 1 ? spectrum : { ...spectrum, counts: spectrum.counts.map((count) => copies * count) };
}

function powerLaw({ a, b, count }: Readonly<Record<string, number>>): Spectrum {
  const variances = Float64Array.from({ length: count! }, (_, i) => (i + 1) ** -a!);
  const powers =
    a === b ? variances.slice() : Float64Array.from({ length: count! }, (_, i) => (i + 1) ** -b!);
  const sum = total(powers);
  return { variances, counts: new Float64Array(count!).fill(1), powers: powers.map((power) => power / sum) };
}

/** Two groups of directions, with the power of an isotropic β. */
function grouped(
  { kind, text, values }: Extract<SpectrumText, { readonly text: string }>,
  dimension: number,
): Spectrum {
  const few = kind === 'spiked' ? values['count']! : 1;
  if (few >= dimension)
    throw new InputError(
      `'${clip(text)}' needs more than ${few} inputs, not ${dimension}; expected more inputs, or fewer spikes`,
    );
  const [inner, outer] =
    kind === 'spiked'
      ? [1 + values['strength']!, 1]
      : [1 + values['rho']! * (dimension - 1), 1 - values['rho']!];
  const groups = [
    { variance: inner!, count: few },
    { variance: outer!, count: dimension - few },
  ].sort((one, other) => other.variance - one.variance);
  const trace = groups.reduce((sum, { variance, count }) => sum + variance * count, 0);
  return {
    variances: Float64Array.from(groups, ({ variance }) => variance),
    counts: Float64Array.from(groups, ({ count }) => count),
    powers: Float64Array.from(groups, ({ variance, count }) => (variance * count) / trace),
  };
}

export function total(values: Float64Array): number {
  let sum = 0;
  for (let i = values.length - 1; i >= 0; i--) sum += values[i]!;
  return sum;
}
