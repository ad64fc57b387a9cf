/** Where a figure is to be printed: widths and text sizes by venue. */

/** Sizes in bp (1/72 in). */
export interface Sizes {
  readonly width: number;
  /** Font size of axis labels, and of tick labels and legends. */
  readonly label: number;
  readonly tick: number;
}

export type Venue =
  | 'prl'
  | 'prl-full'
  | 'jstat'
  | 'neurips'
  | 'icml'
  | 'icml-full'
  | 'jmlr'
  | 'aos'
  | 'iclr'
  | 'slide';

const BP_PER_TEX_POINT = 72 / 72.27;

/** The column or text widths of the journals' own LaTeX classes. */
export const VENUES: Readonly<Record<Venue, Sizes>> = {
  prl: { width: 246 * BP_PER_TEX_POINT, label: 8, tick: 7 },
  'prl-full': { width: 510 * BP_PER_TEX_POINT, label: 9, tick: 8 },
  jstat: { width: 446.4 * BP_PER_TEX_POINT, label: 9, tick: 8 },
  neurips: { width: 5.5 * 72, label: 9, tick: 7 },
  iclr: { width: 5.5 * 72, label: 9, tick: 7 },
  icml: { width: 3.25 * 72, label: 8, tick: 6 },
  'icml-full': { width: 6.75 * 72, label: 8, tick: 6 },
  jmlr: { width: 6 * 72, label: 9, tick: 8 },
  aos: { width: 405, label: 9, tick: 8 },
  slide: { width: 360, label: 14, tick: 12 },
};

/** The sizes of text that go with a width in bp: of a column, or of a page. */
export function sizesOf(width: number): Sizes {
  return { width, label: width < 300 ? 8 : 9, tick: width < 300 ? 7 : 8 };
}

const UNITS: Readonly<Record<string, number>> = {
  pt: BP_PER_TEX_POINT,
  bp: 1,
  mm: 72 / 25.4,
  cm: 720 / 25.4,
  in: 72,
};

/** The width that a text such as `86mm`, `3.4in` or TeX's `246pt` says, in bp; null where it says none, or none between 1 and 20 in. */
export function readWidth(text: string): number | null {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([a-z]{2})$/.exec(text) ?? [];
  const bp = Number(number) * (UNITS[unit ?? ''] ?? Number.NaN);
  return bp >= 72 && bp <= 1440 ? bp : null;
}
