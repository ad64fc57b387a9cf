/** From elements to the text of an SVG document. */
import { D3Node } from 'd3-node';
import { type Attributes, type Element, element, fixed } from './element.ts';

export interface DocumentInfo {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly provenance: unknown;
  /** In bp. */
  readonly width: number;
  readonly height: number;
  readonly background: string;
}

/** A figure as it is drawn, before any format: what every writer is given. */
export interface Page {
  readonly info: DocumentInfo;
  readonly drawing: readonly Element[];
}

type Parent = ReturnType<D3Node['createSVG']>;

/** The standalone SVG document with the drawing, its title, description and provenance. */
export function writeSvg({ info, drawing }: Page): string {
  const page = new D3Node();
  // TeX's `bp` is CSS's `pt`: 1/72 inch, the user unit of the drawing.
  const svg = page.createSVG(`${fixed(info.width)}pt`, `${fixed(info.height)}pt`);
  setAttributes(svg, {
    viewBox: `0 0 ${fixed(info.width)} ${fixed(info.height)}`,
    role: 'img',
    'aria-labelledby': `${info.id}-title ${info.id}-description`,
  });
  append(svg, element('title', { id: `${info.id}-title` }, [info.title]));
  append(svg, element('desc', { id: `${info.id}-description` }, [info.description]));
  append(svg, element('metadata', {}, [JSON.stringify(info.provenance) ?? 'null']));
  append(svg, element('rect', { width: info.width, height: info.height, fill: info.background }));
  for (const child of drawing) append(svg, child);
  // svgString() of d3-node would write HTML, which is not well-formed XML.
  const text = new page.window.XMLSerializer().serializeToString(svg.node());
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}

function append(parent: Parent, { name, attributes, children }: Element): void {
  if (name === 'g' && children.length === 0) return;
  const node = parent.append(name) as unknown as Parent;
  setAttributes(node, attributes);
  for (const child of children) {
    if (typeof child === 'string') node.text(printable(child));
    else append(node, child);
  }
}

function setAttributes(node: Parent, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) node.attr(name, typeof value === 'number' ? fixed(value) : printable(value));
  }
}

/** The text without the characters that XML forbids. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 leaves out
  return text.replace(/[\p{Surrogate}\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '\ufffd');
}
