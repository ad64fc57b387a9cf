/** From data to bp along one axis. */
import { InputError } from '../errors.ts';
import type { Axis } from './figure.ts';

export type ScaleKind = Axis['scale'];
export type Interval = readonly [number, number];
export type Scale = (value: number) => number;

/** The coordinate in which the scale is uniform: log10 of the value, or the value itself. */
export function coordinate(kind: ScaleKind, value: number): number {
  return kind === 'log' ? Math.log10(value) : value;
}

/** The inverse of `coordinate`. */
export function fromCoordinate(kind: ScaleKind, position: number): number {
  return kind === 'log' ? 10 ** position : position;
}

/**
 * The map of `domain` onto `range`. Values beyond the domain are mapped linearly up to twenty ranges away
 * and held there, infinities included, so that a diverging curve still leaves the plot in the right place.
 */
export function makeScale(kind: ScaleKind, domain: Interval, range: Interval): Scale {
  const low = coordinate(kind, domain[0]);
  const high = coordinate(kind, domain[1]);
  return (value) => {
    const positive = kind === 'log' ? Math.max(value, 0) : value;
    const fraction = (coordinate(kind, positive) - low) / (high - low);
    return range[0] + Math.min(Math.max(fraction, -20), 20) * (range[1] - range[0]);
  };
}

/** Throws InputError unless the scale can show the domain. */
export function checkDomain(name: string, { scale, domain }: { scale: ScaleKind; domain: Interval }): void {
  const [low, high] = domain;
  if (Number.isFinite(low) && Number.isFinite(high) && low < high && (scale === 'linear' || low > 0)) return;
  const valid = scale === 'log' ? '0 < low < high' : 'low < high';
  throw new InputError(
    `the ${name} axis cannot show [${low}, ${high}] on a ${scale} scale: ${valid} is needed`,
  );
}
