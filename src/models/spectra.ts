/** The inputs' spectrum at a point of a scan, as the models need it: its directions in the limit and at finite size. */
import { InputError } from '../errors.ts';
import type { CellBlock } from '../parts/cell.ts';
import { compress, longestExact, type Spectrum } from '../parts/inputs/compression.ts';
import { parseBlocks } from '../parts/inputs/covariance.ts';
import {
  explicitSpectrum,
  ownDimension,
  parseSpectrum,
  type SpectrumText,
  total,
} from '../parts/inputs/spectrum.ts';
import type { Point } from '../parts/parameter.ts';
import type { Kernel } from '../theory/kernel.ts';

export type ExplicitText = Exclude<SpectrumText, { readonly kind: 'blocks' }>;

/** What `spectrum` or, in its shorter form, `blocks` says; isotropic if absent. @throws {InputError} when both do */
export function spectrumOf(point: Point): SpectrumText {
  const blocks = String(point['blocks'] ?? 'isotropic');
  const spectrum = String(point['spectrum'] ?? 'isotropic');
  if (spectrum === 'isotropic') return { kind: 'blocks', blocks: parseBlocks(blocks) };
  if (blocks === 'isotropic') return parseSpectrum(spectrum);
  throw new InputError(`spectrum ${spectrum} and blocks ${blocks} exclude each other; give one of them`);
}

/** Share, variance and, where it is given, power of each block, as they are typed; null for an explicit spectrum. */
export function typedBlocks(point: Point): readonly (readonly string[])[] | null {
  if (spectrumOf(point).kind !== 'blocks') return null;
  const texts = ['blocks', 'spectrum'].map((name) =>
    String(point[name] ?? 'isotropic').replace('blocks:', ''),
  );
  const text = texts.map((each) => each.trim()).find((each) => each !== 'isotropic') ?? '1:1';
  return text.split(',').map((block) => block.trim().split(':'));
}

/** The number of a point, if it is given. */
export function givenNumber(point: Point, name: string): number | null {
  const value = point[name];
  return typeof value === 'number' ? value : null;
}

/**
 * That sizes are given one way, ratios or absolute counts. An explicit spectrum makes counts of ratios by its dimension, which may be given beside them
 * where it has none of its own.
 * @param dimension  the name of that count
 * @throws {InputError} naming what is too much
 */
export function checkSizes(
  point: Point,
  ratios: readonly string[],
  counts: readonly string[],
  dimension: string,
): void {
  const first = (names: readonly string[]) => names.find((name) => givenNumber(point, name) !== null);
  const explicit = spectrumOf(point).kind !== 'blocks';
  const [ratio, count] = [first(ratios), first(explicit ? counts : [...counts, dimension])];
  if (ratio !== undefined && count !== undefined)
    throw new InputError(
      `${ratio} ${point[ratio]} and ${count} ${point[count]} exclude each other; give ratios or absolute sizes`,
    );
}

/** The point with counts in the place of its ratios where its spectrum is explicit: not whole ones in the limit, rounded for trials. */
export function countedPoint(
  point: Point,
  counts: Readonly<Record<string, (ratio: number) => readonly [name: string, count: number]>>,
  round: (count: number) => number = (count) => count,
): Point {
  if (spectrumOf(point).kind === 'blocks') return point;
  const counted = Object.entries(point).map(([name, value]) => {
    if (typeof value !== 'number' || !Object.hasOwn(counts, name)) return [name, value] as const;
    const [own, count] = counts[name]!(value);
    return [own, round(count)] as const;
  });
  return Object.fromEntries(counted);
}

/** The nearest number of samples or features, at least one. */
export function wholeCount(count: number): number {
  return Math.max(1, Math.round(count));
}

/**
 * The point with these counts so many times as large, rounded, and an explicit spectrum with every direction so many times; null where that is no whole
 * number of times.
 */
export function scaledCounts(point: Point, scale: number, counts: readonly string[]): Point | null {
  const scaled = counts.flatMap((name) => {
    const count = givenNumber(point, name);
    return count === null ? [] : [[name, Math.max(1, Math.round(scale * count))] as const];
  });
  if (spectrumOf(point).kind === 'blocks') return { ...point, ...Object.fromEntries(scaled) };
  if (!Number.isInteger(scale)) return null;
  const copies = scale === 1 ? '' : `${scale}*`;
  return { ...point, ...Object.fromEntries(scaled), spectrum: `${copies}${point['spectrum']}` };
}

/** The dimension of an explicit spectrum, its own or that of the inputs. @throws {InputError} when there is none */
export function dimensionOf(spectrum: ExplicitText, given: number | null, name: string): number {
  const dimension = ownDimension(spectrum) ?? given;
  if (dimension !== null) return dimension;
  throw new InputError(`spectrum ${spectrum.text} has no dimension of its own; give ${name}`);
}

/** The input dimension d of a point, of n samples if these are given. @throws {InputError} when it is missing, or not that of the spectrum */
export function inputDimensionOf(point: Point, n?: number): number {
  const spectrum = spectrumOf(point);
  const given = givenNumber(point, 'd');
  const d = spectrum.kind === 'blocks' ? given : dimensionOf(spectrum, given, 'd');
  if (d === null) throw new InputError(`n ${n} needs d beside it, the input dimension`);
  if (given !== null && given !== d)
    throw new InputError(`d ${given} is not the dimension of spectrum ${point['spectrum']}, ${d}`);
  return d;
}

const effective = new Map<string, number>();

/** (tr Σ)²/tr Σ² of the inputs of a point at absolute sizes; null where sizes are ratios, and directions infinitely many. */
export function effectiveDimension(point: Point): number | null {
  const given = givenNumber(point, 'p') ?? givenNumber(point, 'd');
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks') {
    const observed = givenNumber(point, 'observedShare') ?? 1;
    const [first, second] = [1, 2].map((power) =>
      spectrum.blocks.reduce((sum, { share, variance }) => sum + share * variance ** power, 0),
    );
    return given === null ? null : (given * observed * first! ** 2) / second!;
  }
  const dimension = dimensionOf(spectrum, given, 'd');
  const key = `${spectrum.text} ${dimension}`;
  const known = effective.get(key);
  if (known !== undefined) return known;
  const { variances, counts } = explicitSpectrum(spectrum, dimension);
  const moment = (power: number) =>
    variances.reduce((sum, variance, i) => sum + counts[i]! * variance ** power, 0);
  const found = moment(1) ** 2 / moment(2);
  effective.set(key, found);
  return found;
}

/** The leading directions of an explicit spectrum, and what is lost beyond them. */
export interface Directions {
  readonly spectrum: Spectrum;
  /** Directions of variance > 0 among them. */
  readonly rank: number;
  /** Target power that none of them carries. */
  readonly lost: number;
}

const known = new Map<string, Directions>();

/** The first `kept` directions, in few nodes where they are many. */
export function leadingDirections(text: ExplicitText, dimension: number, kept: number): Directions {
  const key = JSON.stringify([text.text, dimension, kept]);
  const found = known.get(key) ?? shorten(explicitSpectrum(text, dimension), kept);
  known.set(key, found);
  return found;
}

function shorten({ variances, counts, powers }: Spectrum, kept: number): Directions {
  let end = 0;
  let rank = 0;
  while (end < variances.length && variances[end]! > 0 && rank + counts[end]! <= kept) rank += counts[end++]!;
  const leading = {
    variances: variances.slice(0, end + 1),
    counts: counts.slice(0, end + 1),
    powers: powers.slice(0, end + 1),
  };
  // Of a group of directions that is only begun, its share.
  const begun = end < variances.length && variances[end]! > 0 ? kept - rank : 0;
  if (end < variances.length) {
    leading.powers[end]! *= begun === 0 ? 0 : begun / counts[end]!;
    leading.counts[end] = begun;
  }
  const held = begun > 0 || end === variances.length ? leading : dropLast(leading);
  const lost = Math.max(0, total(powers) - total(leading.powers));
  return { spectrum: compress(held), rank: rank + begun, lost: lost <= 1e-15 * total(powers) ? 0 : lost };
}

function dropLast({ variances, counts, powers }: Spectrum): Spectrum {
  return { variances: variances.slice(0, -1), counts: counts.slice(0, -1), powers: powers.slice(0, -1) };
}

/** Whether few nodes stand for the point's eigenvalues: exact for risks, which are sums over them, but not for their own law. */
export function isCompressed(point: Point): boolean {
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks') return false;
  const dimension = dimensionOf(spectrum, givenNumber(point, 'p') ?? givenNumber(point, 'd'), 'p');
  return explicitSpectrum(spectrum, dimension).variances.length > longestExact;
}

/** tr Σ/d. */
export function meanVariance({ spectrum: { variances, counts } }: Directions, dimension: number): number {
  return variances.reduce((sum, variance, i) => sum + variance * counts[i]!, 0) / dimension;
}

/** The kernel with these directions as eigenspaces, counted in units of `unit`, and their variances multiplied by `scale`. */
export function kernelOf(
  { spectrum, rank, lost }: Directions,
  {
    unit,
    scale,
    signal,
    nonlinear,
    tail,
  }: {
    readonly unit: number;
    readonly scale: number;
    readonly signal: number;
    readonly nonlinear: number;
    readonly tail: number;
  },
): Kernel {
  return {
    eigenvalues: Array.from(spectrum.variances, (variance) => scale * variance),
    multiplicities: Array.from(spectrum.counts, (count) => count / unit),
    rank: scale === 0 ? 0 : rank / unit,
    targets: Array.from(spectrum.powers, (power) => signal * power),
    tail,
    unlearnable: signal * lost + nonlinear,
  };
}

/** More directions than this are not simulated. */
const mostSimulated = 20_000;

/** Every direction of an explicit spectrum, of which the first `observed` are seen, at finite size: powers of sum 1, and what they sum to. */
export function realiseDirections(
  text: ExplicitText,
  dimension: number,
  observed: number,
  meanVariance: number | null,
): { readonly blocks: CellBlock[]; readonly power: number; readonly lost: number } {
  if (dimension > mostSimulated)
    throw new InputError(
      `spectrum ${text.text} has ${dimension} directions; at most ${mostSimulated} can be simulated`,
    );
  const { variances, counts, powers } = explicitSpectrum(text, dimension);
  const power = total(powers.filter((_, i) => variances[i]! > 0));
  const mean = variances.reduce((sum, variance, i) => sum + variance * counts[i]!, 0) / dimension;
  const factor = meanVariance === null ? 1 : meanVariance / mean;
  const blocks: CellBlock[] = [];
  let before = 0;
  for (let i = 0; i < variances.length && variances[i]! > 0; i++) {
    const count = counts[i]!;
    if (!Number.isInteger(count))
      throw new InputError(
        `spectrum ${text.text} has a multiplicity of ${count}; whole numbers are needed to simulate it`,
      );
    blocks.push({
      count,
      observed: Math.max(0, Math.min(count, observed - before)),
      variance: factor * variances[i]!,
      power: power === 0 ? 0 : powers[i]! / power,
    });
    before += count;
  }
  return { blocks, power, lost: total(powers) - power };
}
