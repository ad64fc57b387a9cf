/** What elements of a drawing show, in data units and TeX: what formats need that set text and plot data by themselves. */
import type { Box } from './box.ts';
import type { Axis, Mark } from './figure.ts';
import type { Marker } from './marks.ts';
import type { Interval } from './scale.ts';
import type { Style } from './style.ts';
import type { Label } from './tex.ts';
import type { Ticks } from './ticks.ts';

/** A label with its baseline at (x, y) in bp. */
export interface ShownLabel {
  readonly kind: 'label';
  readonly label: Label;
  readonly x: number;
  readonly y: number;
  /** In bp. */
  readonly size: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** In degrees, anticlockwise. */
  readonly turn: number;
  readonly fill: string;
  readonly halo?: string;
}

export interface ShownAxis extends Pick<Axis, 'label' | 'scale'> {
  readonly domain: Interval;
  readonly ticks: Ticks;
  /** How far beyond the frame labels of ticks have their baseline, or on the left their end, in bp. */
  readonly tickLabels: number;
  /** The baseline of the axis's label on the page, and the size of its text, in bp. */
  readonly title: number;
  readonly size: number;
}

/** The axes of the plot to whose frame the siblings of the element belong. */
export interface ShownAxes {
  readonly kind: 'axes';
  readonly frame: Box;
  readonly x: ShownAxis;
  readonly y: ShownAxis;
  readonly outward: boolean;
  readonly style: Style;
}

/** A polyline; null is a gap. What is filled is closed. */
export interface ShownLine {
  readonly kind: 'line';
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

export interface ShownMarks {
  readonly kind: 'marks';
  readonly marks: readonly Mark[];
  readonly marker: Marker;
}

/** The values behind a coloured surface. */
export interface ShownGrid {
  readonly kind: 'grid';
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/** The edge around a label that keeps it legible on a coloured ground. */
export interface Casing {
  readonly kind: 'casing';
}

export type Shown = ShownLabel | ShownAxes | ShownLine | ShownMarks | ShownGrid | Casing;
