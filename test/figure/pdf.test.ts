import { readdirSync, readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { D3Node } from 'd3-node';
import svgpath from 'svgpath';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { CurveFigure, Figure } from '../../src/figure/figure.ts';
import { writeFigure } from '../../src/figure/write.ts';

const folder = new URL('./golden/', import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Figure;
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

type Point = readonly [number, number];
type Matrix = readonly [number, number, number, number, number, number];

describe.each(names)('the PDF of %s', (name) => {
  const drawn = writeFigure(golden(name), 'figure', ['pdf', 'svg']);

  it('has its objects where the table says, and a page of the size of the figure', async () => {
    const { text, svg } = await read(drawn);
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
    expect(text.startsWith('xref\n', start)).toBe(true);
    const offsets = [...text.slice(start).matchAll(/(\d{10}) 00000 n /g)].map(([, offset]) => Number(offset));
    expect(offsets.map((offset) => text.slice(offset, offset + 7))).toEqual(
      offsets.map((_, i) => `${i + 1} 0 obj`),
    );
    const [width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg)!.slice(1);
    expect(text).toContain(`/MediaBox [0 0 ${width} ${height}]`);
  });

  it('paints what the SVG shows, in its order, each outline at its place', async () => {
    const { text, svg } = await read(drawn);
    const height = Number(/viewBox="0 0 \S+ (\S+)"/.exec(svg)![1]);
    const [inPdf, inSvg] = [paintedInPdf(streams(text)[0]!), paintedInSvg(svg)];
    expect(inPdf.length).toBe(inSvg.length);
    inPdf.forEach((points, i) => {
      expect(points.length).toBe(inSvg[i]!.length);
      points.forEach(([x, y], k) => {
        expect(Math.abs(x - inSvg[i]![k]![0])).toBeLessThan(0.01);
        expect(Math.abs(height - y - inSvg[i]![k]![1])).toBeLessThan(0.01);
      });
    });
  });

  it('holds the provenance, and is the same bytes twice and small', async () => {
    const { 'figure.pdf': bytes } = await drawn;
    expect(JSON.parse(streams(String.fromCharCode(...(bytes as Uint8Array)))[1]!)).toEqual(
      golden(name).provenance,
    );
    expect((await writeFigure(golden(name), 'figure', ['pdf']))['figure.pdf']).toEqual(bytes);
    expect(bytes!.length).toBeLessThan(40_000);
  });
});

it('writes no operator of a hostile text, and refuses TeX that is none', async () => {
  const figure = golden('crowded.json') as CurveFigure;
  const title = ') >> endobj (% \\ é ∂ \u0000 \ud800';
  const hostile = { ...figure, title, description: title, x: { ...figure.x, label: '\\text{)>> (\\%}' } };
  const { text } = await read(writeFigure(hostile, 'figure', ['pdf', 'svg']));
  expect(text).not.toContain('endobj (');
  expect(text.match(/\d+ 0 obj\n/g)!.length).toBe(6);
  const broken = { ...figure, x: { ...figure.x, label: '\\input{/etc/passwd}' } };
  await expect(writeFigure(broken, 'figure', ['pdf'])).rejects.toThrow(InputError);
});

async function read(drawn: ReturnType<typeof writeFigure>) {
  const { 'figure.pdf': bytes, 'figure.svg': svg } = await drawn;
  return { text: Buffer.from(bytes as Uint8Array).toString('latin1'), svg: svg as string };
}

function streams(text: string): string[] {
  return [...text.matchAll(/\/Length (\d+) \/Filter \/FlateDecode>>\nstream\n/g)].map((found) => {
    const start = found.index + found[0].length;
    return inflateSync(Buffer.from(text.slice(start, start + Number(found[1])), 'latin1')).toString('utf8');
  });
}

/** Where the pen stops in every outline that is painted, by an interpreter of the few operators that there are. */
function paintedInPdf(operators: string): Point[][] {
  const saved: Matrix[] = [];
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  let numbers: number[] = [];
  let points: Point[] = [];
  const painted: Point[][] = [];
  for (const token of operators.replace(/<<.*?>>|<feff\w*>/g, '').split(/\s+/)) {
    if (/^-?[\d.]+$/.test(token)) {
      numbers.push(Number(token));
      continue;
    }
    const [a, b, c, d, e, f] = numbers as unknown as Matrix;
    if (token === 'q') saved.push(matrix);
    else if (token === 'Q') matrix = saved.pop()!;
    else if (token === 'cm') matrix = product(matrix, [a, b, c, d, e, f]);
    else if (token === 're') for (const at of corners(a, b, c, d)) points.push(apply(matrix, at));
    else if ('mlc'.includes(token)) points.push(apply(matrix, numbers.slice(-2) as unknown as Point));
    else if (['f', 'f*', 'S', 'B', 'n'].includes(token)) {
      if (token !== 'n') painted.push(points);
      points = [];
    }
    numbers = [];
  }
  return painted;
}

/** The same of the SVG. */
function paintedInSvg(svg: string): Point[][] {
  const { DOMParser } = new D3Node().window as unknown as { DOMParser: new () => Parser };
  const shapes = [
    ...new DOMParser().parseFromString(svg, 'image/svg+xml').querySelectorAll('path, rect, circle'),
  ];
  return shapes.flatMap((shape) => {
    const number = (key: string) => Number(shape.getAttribute(key) ?? 0);
    const invisible = shape.getAttribute('fill') === 'none' && shape.getAttribute('stroke') === null;
    if (shape.parentElement.tagName === 'clipPath' || invisible) return [];
    if (shape.tagName === 'rect')
      return [corners(number('x'), number('y'), number('width'), number('height'))];
    const [x, y, r] = [number('cx'), number('cy'), number('r')];
    if (shape.tagName === 'circle')
      return [
        [
          [x - r, y],
          [x, y + r],
          [x + r, y],
          [x, y - r],
          [x - r, y],
        ] as Point[],
      ];
    const data = shape.getAttribute('d')!;
    if (data === '') return [];
    const points: Point[] = [];
    svgpath(data)
      .abs()
      .unarc()
      .transform(shape.getAttribute('transform') ?? '')
      .iterate(([command, ...numbers], _, x, y) => {
        const end = numbers.slice(-2) as number[];
        if (command === 'H') points.push([end[0]!, y]);
        else if (command === 'V') points.push([x, end[0]!]);
        else if (command !== 'Z') points.push(end as unknown as Point);
      });
    return [points];
  });
}

function corners(x: number, y: number, width: number, height: number): Point[] {
  return [
    [x, y],
    [x + width, y + height],
  ];
}

function product([a, b, c, d, e, f]: Matrix, [p, q, r, s, t, u]: Matrix): Matrix {
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

function apply([a, b, c, d, e, f]: Matrix, [x, y]: Point): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}

interface Shape {
  readonly tagName: string;
  readonly parentElement: Shape;
  getAttribute(name: string): string | null;
}

interface Parser {
  parseFromString(text: string, type: string): { querySelectorAll(selector: string): Iterable<Shape> };
}
