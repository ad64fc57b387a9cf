/** Elements of a drawing as plain data, so that everything up to the document is a pure function. */

import type { Shown } from './shown.ts';

export interface Element {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: readonly (Element | string)[];
  /** What it shows, for formats that set text or plot data themselves. */
  readonly shown?: Shown;
}

/** A number is written with at most three decimals; undefined leaves the attribute out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

export function element(
  name: string,
  attributes: Attributes,
  children: readonly (Element | string)[] = [],
  shown?: Shown,
): Element {
  return { name, attributes, children, ...(shown ? { shown } : {}) };
}

/** Elements that belong together, under a name that the document keeps as their class. */
export function group(name: string, children: readonly Element[], shown?: Shown): Element {
  return element('g', { class: name }, children, shown);
}

/** The number with at most three decimals, as text; a number that is not finite is a defect of the caller. */
export function fixed(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`a drawing cannot hold the number ${value}`);
  return String(Math.round(value * 1000) / 1000 + 0);
}

/** Path data from a template: numbers are written with at most three decimals. */
export function path(parts: TemplateStringsArray, ...numbers: number[]): string {
  return parts.map((part, i) => (i < numbers.length ? part + fixed(numbers[i]!) : part)).join('');
}
