/** From elements to the operators of a PDF page: what SVG says by attributes, PDF says by commands. */
import svgpath from 'svgpath';
import { type Element, fixed } from './element.ts';

/** The operators of a drawing, and the opacities that they set by the names `/a0`, `/a1`, … */
export interface Painting {
  readonly operators: string;
  readonly opacities: readonly Opacity[];
}

export interface Opacity {
  readonly fill: string;
  readonly stroke: string;
}

/** The drawing in a coordinate system whose y grows downwards from `top`. */
export function paint(drawing: readonly Element[], top: number): Painting {
  const opacities: Opacity[] = [];
  const nameOf = (opacity: Opacity): string => {
    const known = opacities.findIndex((each) => each.fill === opacity.fill && each.stroke === opacity.stroke);
    return `/a${known < 0 ? opacities.push(opacity) - 1 : known}`;
  };
  // SVG's limit on mitres is 4, PDF's is 10.
  const body = drawing.map((each) => paintElement(each, [], nameOf)).join('');
  return { operators: `1 0 0 -1 0 ${fixed(top)} cm\n4 M\n${body}`, opacities };
}

type NameOf = (opacity: Opacity) => string;

/** @param siblings  where the clip paths are that an element may name */
function paintElement(drawn: Element, siblings: Element['children'], nameOf: NameOf): string {
  const { name, attributes, children } = drawn;
  if (name === 'clipPath') return '';
  if (name === 'g') {
    const inner = children
      .map((child) => (typeof child === 'string' ? '' : paintElement(child, children, nameOf)))
      .join('');
    const clip = clipOf(attributes['clip-path'], siblings);
    const moved = transformOf(attributes.transform);
    if (inner === '' || (clip === '' && moved === '')) return inner;
    return `q\n${moved}${clip === '' ? '' : `${clip} W n\n`}${inner}Q\n`;
  }
  const shape = outlineOf(drawn);
  const painting = brush(attributes, nameOf);
  if (painting === null || shape === '') return '';
  const turned = transformOf(attributes.transform);
  const shown = `q\n${turned}${painting.state}${shape} ${painting.operator}\nQ\n`;
  const text = attributes['aria-label'];
  return text === undefined ? shown : `/Span <</ActualText ${utf16(String(text))}>> BDC\n${shown}EMC\n`;
}

function clipOf(reference: string | number | undefined, siblings: Element['children']): string {
  if (reference === undefined) return '';
  const path = siblings.find(
    (each): each is Element => typeof each !== 'string' && reference === `url(#${each.attributes.id})`,
  );
  if (!path) throw new Error(`a drawing names the clip path ${reference}, which is not beside it`);
  return path.children.map((child) => outlineOf(child as Element)).join(' ');
}

/** Where the handles of a Bézier curve stand that is a quarter of a circle, to 3·10⁻⁴ of its radius. */
const QUARTER = (4 / 3) * (Math.SQRT2 - 1);

/** The outline as PDF's operators of paths. */
function outlineOf({ name, attributes }: Element): string {
  const number = (key: string): number => Number(attributes[key] ?? 0);
  if (name === 'rect')
    return `${['x', 'y', 'width', 'height'].map((key) => fixed(number(key))).join(' ')} re`;
  if (name === 'circle') {
    const r = number('r');
    const k = QUARTER * r;
    const quarters = `c0 ${k} ${r - k} ${r} ${r} ${r}s${r} ${k - r} ${r} ${-r}s${k - r} ${-r} ${-r} ${-r}s${-r} ${r - k} ${-r} ${r}Z`;
    return pathOperators(`M${number('cx') - r} ${number('cy')}${quarters}`);
  }
  if (name === 'path') return pathOperators(String(attributes.d ?? ''));
  throw new Error(`a PDF cannot show the element ${name}`);
}

function pathOperators(data: string): string {
  let [x, y] = [0, 0];
  let start: readonly [number, number] = [0, 0];
  const operators: string[] = [];
  const at = (...numbers: number[]): string => numbers.map(places).join(' ');
  svgpath(data)
    .abs()
    .unarc()
    .unshort()
    .iterate(([command, ...numbers]) => {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers as number[];
      const from = [x, y] as const;
      if (command === 'Z') [x, y] = start;
      else if (command === 'H') x = a;
      else if (command === 'V') y = a;
      else [x, y] = numbers.slice(-2) as [number, number];
      if (command === 'M') start = [x, y];
      operators.push(
        {
          M: () => `${at(x, y)} m`,
          L: () => `${at(x, y)} l`,
          H: () => `${at(x, y)} l`,
          V: () => `${at(x, y)} l`,
          C: () => `${at(a, b, c, d, e, f)} c`,
          Q: () =>
            `${at((from[0] + 2 * a) / 3, (from[1] + 2 * b) / 3, (c + 2 * a) / 3, (d + 2 * b) / 3, c, d)} c`,
          Z: () => 'h',
        }[command as 'M']!(),
      );
    });
  return operators.join(' ');
}

/** With four decimals, in bp or in em of a label. */
function places(value: number): string {
  return String(Math.round(value * 1e4) / 1e4 + 0);
}

/** How the outline is painted; null if it is not. */
function brush(attributes: Element['attributes'], nameOf: NameOf) {
  const fill = attributes.fill ?? '#000000';
  const stroke = attributes.stroke ?? 'none';
  if (fill === 'none' && stroke === 'none') return null;
  const opacity = {
    fill: String(attributes['fill-opacity'] ?? 1),
    stroke: String(attributes['stroke-opacity'] ?? 1),
  };
  const opaque = opacity.fill === '1' && opacity.stroke === '1';
  const state = [
    ...(opaque ? [] : [`${nameOf(opacity)} gs`]),
    ...(fill === 'none' ? [] : [`${rgb(fill)} rg`]),
    ...(stroke === 'none' ? [] : [`${rgb(stroke)} RG`, ...pen(attributes)]),
  ];
  const evenOdd = attributes['fill-rule'] === 'evenodd' ? '*' : '';
  const operator = fill === 'none' ? 'S' : `${stroke === 'none' ? 'f' : 'B'}${evenOdd}`;
  return { state: `${state.join(' ')}\n`, operator };
}

const CAPS: Readonly<Record<string, number>> = { butt: 0, round: 1, square: 2 };
const JOINS: Readonly<Record<string, number>> = { miter: 0, round: 1, bevel: 2 };

function pen(attributes: Element['attributes']): string[] {
  const { 'stroke-width': width = 1, 'stroke-linecap': cap, 'stroke-linejoin': join } = attributes;
  const dashes = attributes['stroke-dasharray'];
  return [
    `${fixed(Number(width))} w`,
    ...(cap === undefined ? [] : [`${CAPS[cap]} J`]),
    ...(join === undefined ? [] : [`${JOINS[join]} j`]),
    ...(dashes === undefined ? [] : [`[${dashes}] 0 d`]),
  ];
}

function rgb(color: string | number): string {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(String(color));
  if (!digits) throw new Error(`a PDF cannot show the colour ${color}`);
  return digits
    .slice(1)
    .map((part) => fixed(Number.parseInt(part, 16) / 255))
    .join(' ');
}

function transformOf(transform: string | number | undefined): string {
  return [...String(transform ?? '').matchAll(/(\w+)\(([^)]*)\)/g)]
    .map(([, name, list]) => {
      const [x = 0, y] = list!.split(/[ ,]+/).map(Number);
      if (name === 'translate') return `1 0 0 1 ${places(x)} ${places(y ?? 0)} cm\n`;
      if (name === 'scale') return `${places(x)} 0 0 ${places(y ?? x)} 0 0 cm\n`;
      if (name !== 'rotate') throw new Error(`a PDF cannot show the transform ${name}`);
      const [cosine, sine] = [Math.cos((x * Math.PI) / 180), Math.sin((x * Math.PI) / 180)];
      return `${[cosine, sine, -sine, cosine].map((each) => String(Math.round(each * 1e6) / 1e6 + 0)).join(' ')} 0 0 cm\n`;
    })
    .join('');
}

/** A PDF string of any text. */
export function utf16(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) =>
    text.charCodeAt(i).toString(16).padStart(4, '0'),
  );
  return `<feff${units.join('')}>`;
}
