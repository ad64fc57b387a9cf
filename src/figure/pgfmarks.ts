/** Marks for pgfplots: their shapes, and tables with error bars. */
import { fixed } from './element.ts';
import type { Mark, Verdict } from './figure.ts';
import type { Shape } from './look.ts';
import { crossPath, markPlace, outlineOfShape } from './marks.ts';
import { commandsOf } from './outline.ts';
import { held } from './pgfplots.ts';
import { makeScale } from './scale.ts';
import type { Shown, ShownAxes, ShownMarks } from './shown.ts';
import type { Palette } from './tikzPaths.ts';

/** The shapes that are used, in units of `mark size`. */
export function declareMarks(shown: readonly Shown[]): string {
  const series = shown.filter((each) => each.kind === 'marks');
  const shapes = [...new Set(series.map(({ marker }) => marker.shape))];
  const crossed = series.some(({ marks }) => marks.some(({ verdict }) => verdict === 'disagree'));
  return [
    ...shapes.map((shape) => declaration(nameOf(shape), outlineOfShape(shape), 'fillstroke')),
    ...(crossed ? [declaration('descent-cross', crossPath(0, 0, 3.3), 'stroke')] : []),
  ].join('');
}

function nameOf(shape: Shape): string {
  return `descent-${shape}`;
}

const OPERATIONS = { M: 'moveto', L: 'lineto', C: 'curveto' } as const;

function declaration(name: string, outline: string, use: string): string {
  const length = (number: number): string => `${fixed(number)}\\pgfplotmarksize`;
  const path = commandsOf(outline).map(([command, ...numbers]) => {
    if (command === 'Z') return '\\pgfpathclose';
    // In our outlines y grows downwards.
    const points = numbers.flatMap((x, i) =>
      i % 2 === 0 ? [`{\\pgfpoint{${length(x)}}{${length(-numbers[i + 1]!)}}}`] : [],
    );
    return `\\pgfpath${OPERATIONS[command]}${points.join('')}`;
  });
  return `\\pgfdeclareplotmark{${name}}{${path.join('')}\\pgfusepathq${use}}\n`;
}

/** The marks of a series, one plot for each verdict; those beyond the frame are kept as comments, for the arrows that stand for them. */
export function marksPlot({ marks, marker }: ShownMarks, axes: ShownAxes, colors: Palette): string[] {
  const { frame, style } = axes;
  const scaleOf = (name: 'x' | 'y', range: readonly [number, number]) =>
    makeScale(axes[name].scale, axes[name].domain, range);
  const canvas = {
    frame,
    x: scaleOf('x', [frame.x, frame.x + frame.width]),
    y: scaleOf('y', [frame.y + frame.height, frame.y]),
  };
  const inside = marks.filter((mark) => markPlace(mark, canvas, style)?.beyond === null);
  const outside = marks.filter((mark) => !inside.includes(mark));
  const kinds: readonly (Verdict | null)[] = [null, 'agree', 'undecided', 'disagree'];
  return [
    ...outside.map((mark) => `% beyond the frame: ${rowOf(mark)}`),
    ...kinds.flatMap((kind) => {
      const some = inside.filter(({ verdict = null }) => verdict === kind);
      return some.length === 0 ? [] : plotsOf(some, kind, { axes, colors, marker });
    }),
  ];
}

function rowOf({ x, y, low, high }: Mark): string {
  return `${[x, y, low, high].map((value) => (Number.isNaN(value) ? 'nan' : value)).join(' ')}\n`;
}

interface Means {
  readonly axes: ShownAxes;
  readonly colors: Palette;
  readonly marker: ShownMarks['marker'];
}

function plotsOf(marks: readonly Mark[], verdict: Verdict | null, { axes, colors, marker }: Means): string[] {
  const { unit, colors: theme } = axes.style;
  const bp = (units: number): string => `${fixed(units * unit)}bp`;
  const [color, ground] = [colors.name(marker.color), colors.name(theme.background)];
  const hollow = verdict === 'undecided';
  const brush = hollow ? `fill=${ground},draw=${color}` : `fill=${color},draw=${ground}`;
  const common = `forget plot,only marks,draw=${color}`;
  const symbol = `mark=${nameOf(marker.shape)},mark size=${bp(1)},mark options={${brush},line width=${bp(hollow ? 0.7 : 0.4)}}`;
  const rows = marks.map((mark) => {
    const ends = [mark.low, mark.high].map((end) => (Number.isNaN(end) ? mark.y : end));
    const [low, high] = ends.map((end) => held(end, 'y', axes));
    return `${mark.x} ${mark.y} ${low} ${high}\n`;
  });
  const cross = (name: string, width: number): string =>
    `\\addplot[${common},mark=descent-cross,mark size=${bp(1)},mark options={draw=${colors.name(name)},line width=${bp(width)},line cap=round}] table[x=x,y=y] {\nx y low high\n${rows.join('')}};\n`;
  const bars = [
    'error bars/.cd,y dir=both,y explicit',
    `error bar style={solid,draw=${color},line width=${bp(0.7)}}`,
    `error mark=-,error mark options={rotate=90,solid,mark size=${bp(1.5)},draw=${color},line width=${bp(0.7)}}`,
  ];
  const errors =
    'y error plus expr=\\thisrow{high}-\\thisrow{y},y error minus expr=\\thisrow{y}-\\thisrow{low}';
  return [
    ...(verdict === 'disagree' ? [cross(theme.background, 1.9), cross(theme.disagree, 1.2)] : []),
    `\\addplot[${[common, symbol, ...bars].join(',')}] table[x=x,y=y,${errors}] {\nx y low high\n${rows.join('')}};\n`,
  ];
}
