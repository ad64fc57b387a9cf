/**
 * The door for theories: whatever states values of quantities at a point. The model's own engine is one, and a formula, a system of equations or a
 * table of one's own is another; all are held against the same measurement.
 */

import type { Precise } from '../expressions/digits.ts';
import type { Host } from '../expressions/host.ts';
import type { Point } from '../parts/parameter.ts';

/** Where a theory is asked. */
export interface Place {
  /** The point of the scan, as it is written: words among its numbers are kept. */
  readonly point: Point;
  /** The numbers there by name: words replaced by what they stand for, and ratios as integer sizes realise them. */
  readonly numbers: Readonly<Record<string, number>>;
  /** What the model supplies to expressions. */
  readonly host: Host;
  /** Of what it supplies the closed forms, as expressions, and the blocks, as they are typed. */
  readonly closedForm?: (name: string, layer: number) => string | null;
  readonly blocks?: () => readonly (readonly string[])[] | null;
  /** The integer sizes that are realised; absent: it is the limit. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** What the engine says there of a quantity; null where it says nothing. */
  readonly engine: (quantity: string) => number | null;
  /** The standard error of what it says, where that follows from an estimate; against rows of data, if the place has some. */
  readonly uncertainty?: (quantity: string) => number | null;
  /** What the engine says at the point itself, whatever sizes are realised. */
  readonly nominal: (quantity: string) => number | null;
}

/** What a theory says of one quantity at one place: a value, or a gap with its reason. */
export type Statement =
  | {
      readonly value: number;
      readonly gap?: undefined;
      /** How far the value may be off by itself, as a rounded number is. */
      readonly rounding?: number;
      /** Of the value, where it follows from an estimate. */
      readonly standardError?: number;
      /** How far the equations are from zero there, where there are any. */
      readonly residual?: number | null;
      /** Evaluations that it took; absent: next to none. */
      readonly work?: number;
      /** What is to be known of it. */
      readonly note?: string;
      /** Values of other solutions of the same equations in their declared domain, looked for when asked. */
      readonly alternatives?: () => readonly number[];
    }
  | { readonly gap: string; readonly value?: undefined; readonly work?: number };

export interface Theory {
  readonly name: string;
  /** Where it is from, in its author's words. */
  readonly source: string | null;
  /** What it speaks of; null: whatever the model predicts. */
  readonly quantities: readonly string[] | null;
  /** It knows single points, between which nothing can be drawn. */
  readonly sparse: boolean;
  readonly state: (quantity: string, place: Place) => Statement;
  /** The same to many digits; absent where nothing of it is typed. */
  readonly precisely?: (quantity: string, place: Place, request: PreciseRequest) => Precise;
}

/** To how many digits, and how the numbers of a point are typed. */
export interface PreciseRequest {
  readonly digits: number;
  readonly typed: (name: string, value: number) => string;
}

/** The name of the model's own theory. */
export const engineName = 'engine';

/** The name under which published values are judged. */
export const publishedName = 'published';

/** The model's own theory. */
export const engine: Theory = {
  name: engineName,
  source: null,
  quantities: null,
  sparse: false,
  state: (quantity, place) => {
    const value = place.engine(quantity);
    if (value === null) return { gap: `the limit diverges, or has no ${quantity}` };
    const standardError = place.uncertainty?.(quantity) ?? null;
    return standardError === null ? { value } : { value, standardError };
  },
};

/** How what the engine says of a quantity at realised sizes goes with what it says at the point itself: null where it says nothing, or 0. */
export function shapeAt(place: Place, quantity: string): number | null {
  const [here, nominal] = [place.engine(quantity), place.nominal(quantity)];
  const shape = here && nominal ? here / nominal : Number.NaN;
  return Number.isFinite(shape) ? shape : null;
}

/** Whether the theory speaks of the quantity. */
export function speaksOf({ quantities }: Theory, quantity: string): boolean {
  return quantities === null || quantities.includes(quantity);
}
