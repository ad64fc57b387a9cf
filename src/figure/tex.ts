/** TeX to outlines: every label becomes one path, so that a figure needs no font and looks the same everywhere. */
import { MathJaxNewcmFont } from '@mathjax/mathjax-newcm-font/js/svg.js';
import { liteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js';
import { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js';
import { TeX } from '@mathjax/src/js/input/tex.js';
import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js';
import '@mathjax/src/js/input/tex/base/BaseConfiguration.js';
import '@mathjax/src/js/input/tex/boldsymbol/BoldsymbolConfiguration.js';
import { mathjax } from '@mathjax/src/js/mathjax.js';
import { SVG } from '@mathjax/src/js/output/svg.js';
import '@mathjax/src/js/util/asyncLoad/esm.js'; // loads the rarer glyphs' files; without it they are silently lost
import { InputError } from '../errors.ts';
import { fixed } from './element.ts';

/** A typeset label: extents in em, and the outline's path data in em with the baseline at y = 0. */
export interface Label {
  readonly tex: string;
  readonly width: number;
  readonly ascent: number;
  readonly depth: number;
  readonly outline: string;
}

type Node = ReturnType<typeof adaptor.firstChild>;
/** a b c d e f of the map (x, y) -> (a x + c y + e, b x + d y + f). */
type Affine = readonly [number, number, number, number, number, number];

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const page = mathjax.document('', {
  InputJax: new TeX({
    packages: ['base', 'ams', 'boldsymbol'],
    formatError(_jax: unknown, error: Error) {
      throw error;
    },
  }),
  OutputJax: new SVG({
    fontCache: 'none',
    fontData: MathJaxNewcmFont,
    linebreaks: { inline: false },
    dynamicPrefix: '@mathjax/mathjax-newcm-font/js/svg/dynamic',
  }),
});
const typesetAlready = new Map<string, Label>();

let previous: Promise<unknown> = Promise.resolve();

/**
 * Runs `work`, which may call `typeset`, again and again until every glyph that it needs is loaded; `work` must be
 * free of side effects. One at a time: what MathJax typesets while a file of glyphs is on its way is off in width.
 */
export function withFonts<T>(work: () => T): Promise<T> {
  const result: Promise<T> = previous.then(() => mathjax.handleRetriesFor(work));
  previous = result.catch(() => undefined);
  return result;
}

/** The outline of inline TeX; call it under `withFonts`. Throws InputError when it does not parse. */
export function typeset(tex: string): Label {
  const known = typesetAlready.get(tex);
  if (known) return known;
  const svg = adaptor.firstChild(convert(tex)) as Exclude<Node, null>;
  const [, top = 0, width = 0, height = 0] = adaptor
    .getAttribute(svg as never, 'viewBox')
    .split(' ')
    .map(Number);
  const label: Label = {
    tex,
    width: tex.trim() === '' ? 0 : width / 1000,
    ascent: -top / 1000,
    depth: (top + height) / 1000,
    outline: outline(svg, [0.001, 0, 0, 0.001, 0, 0], tex),
  };
  typesetAlready.set(tex, label);
  return label;
}

function convert(tex: string): never {
  try {
    return page.convert(tex, { display: false }) as never;
  } catch (error) {
    if (error instanceof Error && 'retry' in error) throw error; // a glyph file is on its way, see withFonts
    throw new InputError(`cannot typeset the TeX '${tex}': ${(error as Error).message}`);
  }
}

/** The path data of a node and all below it, in the coordinates that `map` leads to. */
function outline(node: Node, map: Affine, tex: string): string {
  const element = node as never;
  const kind = adaptor.kind(element);
  if (kind === '#text' || kind === '#comment') return '';
  const transform = adaptor.getAttribute(element, 'transform');
  const inner = transform ? compose(map, parseTransform(transform, tex)) : map;
  if (kind === 'path') return transformPath(adaptor.getAttribute(element, 'd'), inner, tex);
  if (kind === 'rect' && adaptor.getAttribute(element, 'fill') !== 'none') {
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) =>
      Number(adaptor.getAttribute(element, name) ?? 0),
    ) as [number, number, number, number];
    return transformPath(`M${x} ${y}H${x + width}V${y + height}H${x}Z`, inner, tex);
  }
  if (kind === 'svg' || kind === 'g') {
    return adaptor.childNodes(element).reduce((data, child) => data + outline(child, inner, tex), '');
  }
  const what =
    kind === 'text'
      ? `no glyph for '${adaptor.textContent(element)}'`
      : `a construct (${kind}) that has no outline`;
  throw new InputError(`cannot typeset the TeX '${tex}': ${what}`);
}

/** `outer` after `inner`. */
function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

function parseTransform(text: string, tex: string): Affine {
  let map: Affine = [1, 0, 0, 1, 0, 0];
  for (const [, name, list] of text.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [x = 0, y] = list!.split(/[ ,]+/).map(Number);
    if (name === 'translate') map = compose(map, [1, 0, 0, 1, x, y ?? 0]);
    else if (name === 'scale') map = compose(map, [x, 0, 0, y ?? x, 0, 0]);
    else throw new InputError(`cannot typeset the TeX '${tex}': a construct that needs '${name}'`);
  }
  return map;
}

/** Path data with absolute commands, mapped; H and V become L. */
function transformPath(data: string, [a, b, c, d, e, f]: Affine, tex: string): string {
  let result = '';
  let x = 0;
  let y = 0;
  const mapped = (): string => `${fixed(a * x + c * y + e)} ${fixed(b * x + d * y + f)}`;
  for (const [, command, list] of data.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = (list!.match(/-?(?:\d+\.?\d*|\.\d+)/g) ?? []).map(Number);
    if (!'MLHVQTCSZ'.includes(command!))
      throw new Error(`glyph outline of '${tex}' holds the command ${command}`);
    if (command === 'H' || command === 'V') {
      for (const number of numbers) {
        if (command === 'H') x = number;
        else y = number;
        result += `L${mapped()}`;
      }
      continue;
    }
    const points: string[] = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      x = numbers[i]!;
      y = numbers[i + 1]!;
      points.push(mapped());
    }
    result += command + points.join(' ');
  }
  return result;
}
