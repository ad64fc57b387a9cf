/** The keys of a figure section that say how it looks, not what it shows; docs/figures.md tells what each does. */
import { z } from 'zod';
import { InputError, show } from '../errors.ts';
import { readCurve } from '../expressions/univariate.ts';
import { type Format, formats } from '../figure/format.ts';
import {
  colorMaps,
  dashes,
  type FigureLook,
  type InsetLook,
  type LineLook,
  type PointsLook,
  places,
  shapes,
  shareable,
  usualInset,
} from '../figure/look.ts';
import { COLORS, THEMES, type Theme } from '../figure/theme.ts';
import { readWidth, VENUES, type Venue } from '../figure/venue.ts';
import { oneOf, text } from './pieces.ts';

type Names<T extends string> = readonly [T, ...T[]];

export const tex = (of: string): z.ZodOptional<z.ZodString> =>
  z.string().max(500).describe(`${of}, TeX of at most 500 characters`).optional();
const pair = (of: string) => z.tuple([z.number(), z.number()]).describe(`${of}, two numbers`);
const color = z
  .union([
    z.enum(Object.keys(COLORS) as [string, ...string[]]),
    z.string().regex(/^#[0-9a-fA-F]{6}$/, { abort: true }),
  ])
  .describe(`a colour, "#rrggbb" or one of ${Object.keys(COLORS).join(', ')}`);
const dash = oneOf([...dashes, 'none'] as unknown as Names<string>, 'a dash pattern').optional();
const marker = oneOf([...shapes, 'none'] as unknown as Names<string>, 'a shape of marks').optional();
const lineWidth = z.number().min(0.1).max(10).describe('the width of the line in pt, 0.1 to 10').optional();
const size = z.number().min(3).max(40).describe('a size of text in pt, 3 to 40').optional();
const ticks = z
  .array(z.union([z.number(), z.strictObject({ at: z.number(), label: z.string().max(500) })]))
  .min(1)
  .max(50)
  .describe('ticks, a list of numbers or of maps {at, label}')
  .optional();
const place = oneOf(places as unknown as Names<string>, 'a place');

const legend = z
  .union([
    place,
    z.strictObject({
      place: place.optional(),
      columns: z.number().int().min(1).max(10).optional(),
      order: z.array(z.number().int().min(1)).optional(),
    }),
  ])
  .describe(`the legend: one of ${places.join(', ')}, or a map with place, columns and order`)
  .optional();

const curve = z
  .strictObject({
    label: tex('the entry of the legend'),
    color: color.optional(),
    dash,
    marker,
    lineWidth,
    hide: z.boolean().optional(),
  })
  .describe('of one curve, a map with label, color, dash, marker, lineWidth and hide');

const line = z
  .strictObject({
    x: z.number().optional(),
    y: z.number().optional(),
    formula: text('an expression in x').optional(),
    label: tex('a label'),
    color: color.optional(),
    dash,
    lineWidth,
  })
  .describe('a line, a map with one of x, y and formula, and with label, color, dash and lineWidth');

const span = z
  .strictObject({
    x: pair('a stretch of x').optional(),
    y: pair('a stretch of y').optional(),
    label: tex('a label'),
    color: color.optional(),
  })
  .describe('a shaded span, a map with one of x and y, and with label and color');

const words = z
  .strictObject({
    at: pair('where it stands'),
    text: z.string().min(1).max(500).describe('TeX of at most 500 characters'),
    to: pair('where its arrow points').optional(),
    anchor: z.enum(['start', 'middle', 'end']).optional(),
    color: color.optional(),
  })
  .describe('a text, a map with at, text, to, anchor and color');

const points = z
  .strictObject({
    file: text('a file of comma-separated values').optional(),
    rows: z
      .array(z.array(z.number()).min(2).max(4))
      .min(1)
      .describe('rows, a list of [x, y], [x, y, error] or [x, y, low, high]')
      .optional(),
    x: text('the column of x').optional(),
    y: text('the column of y').optional(),
    error: text('the column of the length of the error bar to either side').optional(),
    low: text('the column of its lower end').optional(),
    high: text('the column of its upper end').optional(),
    label: tex('the entry of the legend'),
    color: color.optional(),
    marker,
  })
  .describe(
    'points of one’s own, a map with file or rows, x, y, error or low and high, label, color, marker',
  );

/** Points before their file is read. */
export interface RawPoints extends Omit<PointsLook, 'rows'> {
  readonly file?: string;
  readonly rows?: readonly (readonly number[])[];
  readonly x?: string;
  readonly y?: string;
  readonly error?: string;
  readonly low?: string;
  readonly high?: string;
}

export type RawLook = Omit<FigureLook, 'points'> & {
  readonly width: Venue | string;
  readonly theme: Theme;
  readonly title?: string | undefined;
  readonly points?: readonly RawPoints[];
};

const some = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item).max(100).describe(`${what}, a list of maps`).optional();

/** Of figures of every kind. */
const anyLook = {
  width: z
    .union([
      z.enum(Object.keys(VENUES) as [Venue, ...Venue[]]),
      z.string().regex(/^\d+(?:\.\d+)? ?(?:pt|bp|mm|cm|in)$/, { abort: true }),
    ])
    .describe(`a venue, one of ${Object.keys(VENUES).join(', ')}, or a length such as 86mm, 3.4in or 246pt`)
    .default('prl'),
  theme: oneOf(Object.keys(THEMES) as [Theme, ...Theme[]], 'a theme').default('light'),
  title: text('a text').optional(),
  formats: z
    .array(oneOf([...formats] as [Format, ...Format[]], 'a format'))
    .min(1)
    .describe(`formats of the figure, a list of ${formats.join(', ')}`)
    .optional(),
  dpi: z.number().int().min(36).max(2400).describe('pixels an inch of a PNG, 36 to 2400').optional(),
  aspect: z.number().min(0.2).max(3).describe('height over width, 0.2 to 3').optional(),
  colors: z
    .strictObject({
      background: color.optional(),
      ink: color.optional(),
      faint: color.optional(),
      disagree: color.optional(),
      series: z.array(color).min(1).max(50).optional(),
    })
    .describe('colours in the place of the theme’s, a map with background, ink, faint, disagree and series')
    .optional(),
  fonts: z
    .strictObject({ label: size, tick: size })
    .describe('sizes of text in pt, a map with label and tick')
    .optional(),
  labels: z
    .strictObject({
      x: tex('the label of x'),
      y: tex('the label of y'),
      color: tex('the label of the colour bar'),
    })
    .describe('labels of the axes, a map with x, y and color')
    .optional(),
  ticks: z
    .strictObject({ x: ticks, y: ticks, color: ticks })
    .describe('ticks, a map with x, y and color')
    .optional(),
  thresholds: z.boolean().describe('true or false: whether thresholds are drawn').optional(),
  lines: some(line, 'lines'),
  spans: some(span, 'shaded spans'),
  texts: some(words, 'texts'),
};

const inset = z
  .strictObject({
    x: pair('the part of x that is shown'),
    y: pair('the part of y that is shown').optional(),
    place: z
      .union([
        oneOf(['auto', 'top left', 'top right', 'bottom left', 'bottom right'], 'a place'),
        z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]),
      ])
      .describe(
        'auto, a corner such as top left, or the place of the lower left corner in parts of the frame, from 0 to 1',
      )
      .optional(),
    size: z
      .tuple([z.number().min(0.1).max(1), z.number().min(0.1).max(1)])
      .describe('width and height in parts of the frame, two numbers from 0.1 to 1')
      .optional(),
    xScale: oneOf(['linear', 'log'], 'a scale').optional(),
    yScale: oneOf(['linear', 'log'], 'a scale').optional(),
    zoom: z.boolean().describe('true or false: whether the part is framed').optional(),
  })
  .describe('an inset, a map with x, y, place, size, xScale, yScale and zoom');

const shares = oneOf(shareable as unknown as Names<string>, 'what panels share');

/** How panels stand together: of the facets of a scenario, and of a page. */
export const gridLook: z.ZodRawShape = {
  columns: z.number().int().min(1).max(12).describe('columns of panels, 1 to 12').optional(),
  share: z
    .union([oneOf(['none', ...shareable], 'what panels share'), z.array(shares).min(1)])
    .describe(`what panels share: ${shareable.join(', ')}, a list of these, or none`)
    .optional(),
  letters: z
    .string()
    .regex(/^(?:none|[^a-zA-Z]{0,4}[aA][^a-zA-Z]{0,4})$/, { abort: true })
    .describe('how the first panel is lettered, such as (a), a) or A; or none')
    .optional(),
};

const curveLook = {
  legend,
  curves: some(curve, 'how each curve looks, in order'),
  points: some(points, 'points of one’s own'),
  insets: some(inset, 'insets'),
};

const mapLook = {
  colorMap: oneOf(colorMaps as unknown as Names<string>, 'a colour map').optional(),
  colorScale: oneOf(['linear', 'log'], 'a scale').optional(),
  colorDomain: pair('the values that the colours span, first < last').optional(),
  levels: z.array(z.number()).max(50).describe('values of contour lines, a list of numbers').optional(),
  colorBar: z.boolean().describe('true or false: whether the colour bar is drawn').optional(),
};

/** Keys that only figures of one kind have. */
export const ofCurves: readonly string[] = Object.keys(curveLook);
export const ofMaps: readonly string[] = Object.keys(mapLook);

/** Of figures whose kind the scenario chooses. */
export const look: z.ZodRawShape = { ...anyLook, ...curveLook, ...mapLook };
/** Of pages, whose panels have what is of axes and curves. */
export const pageLook: z.ZodRawShape = {
  ...gridLook,
  ...{ width: anyLook.width, theme: anyLook.theme, title: anyLook.title, aspect: anyLook.aspect },
  ...{ formats: anyLook.formats, dpi: anyLook.dpi, colors: anyLook.colors, fonts: anyLook.fonts },
  legend,
};
/** Of laws, which are curves. */
export const lawLook: z.ZodRawShape = { ...anyLook, ...curveLook };

/** The keys of a figure section that are of its look; points are still to be read. */
export function lookOf(raw: RawLook): Omit<FigureLook, 'points'> {
  const { width: _, theme: __, title: ___, points: ____, ...keys } = look;
  return Object.fromEntries(Object.entries(raw).filter(([key]) => Object.hasOwn(keys, key)));
}

/**
 * What is wrong with the look of a figure of that kind, by key; scales are those of its axes.
 *
 * @param wrong  takes the key and what is wrong
 */
export function checkLook(
  look: Omit<FigureLook, 'points'> & { readonly width: string },
  kind: 'curves' | 'heatmap',
  scales: { readonly x: 'linear' | 'log'; readonly y: 'linear' | 'log' },
  wrong: (key: 'width' | keyof FigureLook, message: string) => void,
): void {
  if (!Object.hasOwn(VENUES, look.width) && readWidth(look.width) === null)
    wrong('width', `${show(look.width)} is not valid; expected a length from 1in to 20in`);
  const foreign = kind === 'curves' ? ofMaps : ofCurves;
  for (const key of foreign as readonly (keyof FigureLook)[]) {
    if ((look as FigureLook)[key] === undefined) continue;
    wrong(
      key,
      kind === 'curves'
        ? 'is for heat maps, which have a color'
        : 'a heat map (color is given) has no curves',
    );
  }
  if (kind === 'curves' && (look.labels?.color !== undefined || look.ticks?.color !== undefined))
    wrong(look.labels?.color === undefined ? 'ticks' : 'labels', 'color is of heat maps; expected x or y');
  for (const each of look.lines ?? []) checkLine(each, kind, (message) => wrong('lines', message));
  for (const each of look.spans ?? []) {
    if ((each.x === undefined) === (each.y === undefined))
      wrong('spans', `${show(each)}: one of x and y is expected`);
  }
  for (const each of look.insets ?? []) checkInset(each, scales, (message) => wrong('insets', message));
  for (const axis of ['x', 'y'] as const) {
    if (scales[axis] === 'linear') continue;
    const at = (look.ticks?.[axis] ?? []).map((tick) => (typeof tick === 'number' ? tick : tick.at));
    const low = at.find((value) => value <= 0);
    if (low !== undefined) wrong('ticks', `${low} is on a log scale; expected numbers > 0`);
  }
  const domain = look.colorDomain;
  if (domain && !(domain[0] < domain[1]))
    wrong('colorDomain', `${show(domain)} is not ascending; expected [first, last], first < last`);
  if (domain && look.colorScale === 'log' && domain[0] <= 0)
    wrong('colorDomain', `${show(domain)} is on a log scale; expected numbers > 0`);
}

function checkInset(
  inset: InsetLook,
  scales: { readonly x: 'linear' | 'log'; readonly y: 'linear' | 'log' },
  wrong: (message: string) => void,
): void {
  for (const axis of ['x', 'y'] as const) {
    const part = inset[axis];
    if (part === undefined) continue;
    if (!(part[0] < part[1]))
      wrong(`${axis} ${show(part)} is not ascending; expected [first, last], first < last`);
    if ((inset[`${axis}Scale`] ?? scales[axis]) === 'log' && part[0] <= 0)
      wrong(`${axis} ${show(part)} is on a log scale; expected numbers > 0`);
  }
  const { place, size = usualInset } = inset;
  if (typeof place !== 'object') return;
  if (place.some((at, i) => at + size[i]! > 1))
    wrong(`place ${show(place)} with size ${show(size)} leaves the frame; expected sums up to 1`);
}

function checkLine(
  { x, y, formula }: LineLook,
  kind: 'curves' | 'heatmap',
  wrong: (message: string) => void,
): void {
  const given = [x, y, formula].filter((value) => value !== undefined);
  if (given.length !== 1) wrong(`a line has ${given.length} of x, y and formula; expected one`);
  if (formula === undefined) return;
  if (kind === 'heatmap') wrong(`${show(formula)}: a heat map has no curves; expected x or y`);
  try {
    readCurve(formula);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    wrong(`${show(formula)}: ${error.message}`);
  }
}
