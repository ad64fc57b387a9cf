/** Data for pgfplots: axes with their ticks, and lines with tables. */
import { type Attributes, fixed } from './element.ts';
import { fontOf, latexOf } from './latex.ts';
import { coordinate, fromCoordinate, makeScale } from './scale.ts';
import type { ShownAxes, ShownAxis, ShownGrid, ShownLine } from './shown.ts';
import { DIGIT_HEIGHT } from './style.ts';
import { brush, type Palette } from './tikzPaths.ts';

/** The axes around the plots, of exactly our frame. */
export function axesLatex(axes: ShownAxes, plots: readonly string[], colors: Palette): string[] {
  const { frame, x, y, outward, style } = axes;
  const { unit, sizes } = style;
  const ink = colors.name(style.colors.ink);
  const font = `text=${ink},inner sep=0,${fontOf(sizes.tick)}`;
  const title = ({ size }: ShownAxis) => `text=${ink},inner sep=0,anchor=base,${fontOf(size)}`;
  const below = fixed((y.title - frame.x) / frame.width);
  const left = fixed((frame.y + frame.height - x.title) / frame.height);
  // Outward ticks push their labels away by themselves.
  const ticks = outward ? 3 * unit : 0;
  const options = [
    `at={(${fixed(frame.x)}bp,${fixed(-frame.y - frame.height)}bp)},anchor=south west,scale only axis`,
    `width=${fixed(frame.width)}bp,height=${fixed(frame.height)}bp,enlargelimits=false,axis on top`,
    axisOptions('x', x),
    axisOptions('y', y),
    `axis line style={draw=${ink},line width=${fixed(0.5 * unit)}bp},tick style={draw=${ink},line width=${fixed(0.5 * unit)}bp}`,
    `major tick length=${fixed(3 * unit)}bp,minor tick length=${fixed(1.6 * unit)}bp`,
    outward
      ? 'tick align=outside,xtick pos=bottom,ytick pos=left'
      : 'tick align=inside,xtick pos=both,ytick pos=both',
    `xticklabel style={anchor=base,yshift=${fixed(ticks - x.tickLabels)}bp,${font}}`,
    `yticklabel style={anchor=base east,xshift=${fixed(ticks - y.tickLabels)}bp,yshift=${fixed((-DIGIT_HEIGHT / 2) * sizes.tick)}bp,${font}}`,
    `xlabel={${latexOf(x.label)}},xlabel style={at={(axis description cs:0.5,${left})},${title(x)}}`,
    `ylabel={${latexOf(y.label)}},ylabel style={at={(axis description cs:${below},0.5)},${title(y)}}`,
  ];
  return [`\\begin{axis}[\n  ${options.join(',\n  ')}]\n`, ...plots, '\\end{axis}\n'];
}

function axisOptions(name: 'x' | 'y', { scale, domain, ticks: { major, minor } }: ShownAxis): string {
  const list = (values: readonly number[]) => (values.length > 0 ? `{${values.join(',')}}` : '\\empty');
  const labels = major.map(({ label }) => `{${latexOf(label)}}`).join(',');
  return [
    ...(scale === 'log' ? [`${name}mode=log`] : []),
    `${name}min=${domain[0]},${name}max=${domain[1]}`,
    `${name}tick=${list(major.map(({ value }) => value))}`,
    `${name}ticklabels={${labels}}`,
    `minor ${name}tick=${list(minor)}`,
  ].join(',');
}

/** A polyline, closed where it is filled. */
export function linePlot(line: ShownLine, attributes: Attributes, axes: ShownAxes, colors: Palette): string {
  const options = brush(attributes, colors);
  if (options.length === 0) return '';
  const filled = (attributes['fill'] ?? '#000000') !== 'none';
  const drawn = attributes['stroke'] === undefined ? ['draw=none'] : [];
  const rows = line.x.map((x, i) => {
    const y = line.y[i] ?? Number.NaN;
    return Number.isNaN(y) ? '' : `${held(x, 'x', axes)} ${held(y, 'y', axes)}\n`;
  });
  return pieces(rows)
    .map(
      (piece) =>
        `\\addplot[forget plot,mark=none,${[...options, ...drawn].join(',')}] table {\n${piece}}${filled ? '--cycle' : ''};\n`,
    )
    .join('');
}

/** The rows between gaps, which are empty. */
function pieces(rows: readonly string[]): string[] {
  return rows
    .join('|')
    .split(/\|\|+|^\||\|$/)
    .map((piece) => piece.replaceAll('|', ''))
    .filter((piece) => piece !== '');
}

/** The number as it is, up to where the drawing holds it, too: TeX knows no lengths beyond. */
export function held(value: number, name: 'x' | 'y', { frame, ...axes }: ShownAxes): string {
  const { scale, domain } = axes[name];
  const far = makeScale(scale, domain, [0, 1])(value);
  if (Math.abs(far) < 20) return String(value);
  const [low, high] = domain.map((each) => coordinate(scale, each)) as [number, number];
  return String(fromCoordinate(scale, low + far * (high - low)));
}

export function gridComment({ x, y, values }: ShownGrid): string {
  const rows = y.flatMap((v, j) => x.map((u, i) => `% ${u} ${v} ${values[j]![i] ?? 'nan'}\n`));
  return ['% The values behind the surface: x, y, value.\n', ...rows].join('');
}
