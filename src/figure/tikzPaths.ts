/** From shapes to TikZ paths, and their colours by name. */
import { type Attributes, type Element, fixed } from './element.ts';
import { circlePath, commandsOf } from './outline.ts';

/** Colours of a picture, defined as they are first used. */
export interface Palette {
  readonly name: (hex: string) => string;
  readonly definitions: () => string;
}

export function palette(): Palette {
  const names = new Map<string, string>();
  return {
    name: (hex) => {
      const known = names.get(hex);
      if (known) return known;
      const name = `descent${names.size + 1}`;
      names.set(hex, name);
      return name;
    },
    definitions: () =>
      [...names]
        .map(([hex, name]) => `\\definecolor{${name}}{HTML}{${hex.slice(1).toUpperCase()}}\n`)
        .join(''),
  };
}

/** The shape with its fill and stroke; nothing where it has none. */
export function draw({ name, attributes }: Element, colors: Palette): string[] {
  const options = brush(attributes, colors);
  const path = pathOf(outlineOf(name, attributes));
  return options.length === 0 || path === '' ? [] : [`\\path[${options.join(',')}] ${path};\n`];
}

function outlineOf(name: string, attributes: Attributes): string {
  const number = (key: string): number => Number(attributes[key] ?? 0);
  if (name === 'path') return String(attributes['d'] ?? '');
  if (name === 'circle') return circlePath(number('cx'), number('cy'), number('r'));
  if (name !== 'rect') throw new Error(`TikZ cannot show the element ${name}`);
  return `M${number('x')} ${number('y')}h${number('width')}v${number('height')}h${-number('width')}Z`;
}

/** TikZ's words for path data. */
function pathOf(data: string): string {
  const at = (x: number, y: number): string => `(${fixed(x)},${fixed(y)})`;
  return commandsOf(data)
    .map(([command, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) => {
      if (command === 'M') return `\n${at(a, b)}`;
      if (command === 'L') return `--${at(a, b)}`;
      return command === 'Z' ? '--cycle' : `..controls${at(a, b)}and${at(c, d)}..${at(e, f)}`;
    })
    .join('')
    .trimStart();
}

const CAPS: Readonly<Record<string, string>> = { butt: 'butt', round: 'round', square: 'rect' };

/** TikZ's options for fill and stroke; none where the shape is not painted. */
export function brush(attributes: Attributes, colors: Palette): string[] {
  const fill = String(attributes['fill'] ?? '#000000');
  const stroke = String(attributes['stroke'] ?? 'none');
  const opacity = (name: string, value: Attributes[string]) =>
    value === undefined || Number(value) === 1 ? [] : [`${name} opacity=${fixed(Number(value))}`];
  const { 'stroke-linecap': cap, 'stroke-linejoin': join, 'stroke-dasharray': dashes } = attributes;
  const shift = /^translate\(([^ ,)]+)[ ,]([^ ,)]+)\)$/.exec(String(attributes['transform'] ?? ''));
  if (fill === 'none' && stroke === 'none') return [];
  return [
    ...(shift ? [`shift={(${shift[1]},${shift[2]})}`] : []),
    ...(fill === 'none' ? [] : [`fill=${colors.name(fill)}`, ...opacity('fill', attributes['fill-opacity'])]),
    ...(attributes['fill-rule'] === 'evenodd' ? ['even odd rule'] : []),
    ...(stroke === 'none'
      ? []
      : [
          `draw=${colors.name(stroke)}`,
          `line width=${fixed(Number(attributes['stroke-width'] ?? 1))}bp`,
          ...opacity('draw', attributes['stroke-opacity']),
          ...(cap === undefined ? [] : [`line cap=${CAPS[cap]}`]),
          ...(join === undefined ? [] : [`line join=${join}`]),
          ...(dashes === undefined ? [] : [dashPattern(String(dashes))]),
        ]),
  ];
}

function dashPattern(dashes: string): string {
  const lengths = dashes.split(' ').map((length, i) => `${i % 2 === 0 ? 'on' : 'off'} ${length}bp`);
  return `dash pattern=${lengths.join(' ')}`;
}
