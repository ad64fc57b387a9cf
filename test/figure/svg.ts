/** Reads back where labels and marks stand in a drawn figure. */
import { type Box, overlap } from '../../src/figure/box.ts';

export interface Extent extends Box {
  readonly name: string;
}

export interface Extents {
  /** Labels of the legend, with their samples. */
  readonly legend: Extent[];
  /** Symbols. */
  readonly marks: Extent[];
  /** Labels inside the plot. */
  readonly labels: Extent[];
  /** Labels of axes and ticks. */
  readonly ticks: Extent[];
}

export function parseSvg(svg: string): Extents {
  const legend = labelsOf(section(svg, 'legend'));
  return {
    legend: legend.map((box) => ({ ...box, x: box.x - 15, width: box.width + 15 })),
    marks: section(svg, 'marks').flatMap(symbols),
    labels: labelsOf(section(svg, 'labels')),
    ticks: labelsOf([...section(svg, 'axes'), ...section(svg, 'colorbar')]),
  };
}

export function overlapping(some: readonly Extent[], others: readonly Extent[]): string[] {
  return some.flatMap((a) =>
    others.filter((b) => a !== b && overlap(a, b)).map((b) => `${a.name} and ${b.name}`),
  );
}

/** The texts of the groups of this class. */
function section(svg: string, name: string): string[] {
  const found: string[] = [];
  for (const { index } of svg.matchAll(new RegExp(`<g class="${name}">`, 'g'))) {
    let depth = 0;
    let end = index;
    for (const tag of svg.slice(index).matchAll(/<(\/?)g\b[^>]*>/g)) {
      depth += tag[1] === '/' ? -1 : 1;
      end = index + tag.index;
      if (depth === 0) break;
    }
    found.push(svg.slice(index, end));
  }
  return found;
}

/** The boxes of labels: outlines in em under translate, rotate by a quarter turn or not at all, scale, translate. */
function labelsOf(groups: readonly string[]): Extent[] {
  return groups.flatMap((text) =>
    [
      ...text.matchAll(/<path role="img" aria-label="([^"]*)"[^>]*? transform="([^"]*)" d="([^"]*)"/g),
    ].flatMap(([, name, transform, outline]) => {
      const numbers = (word: string): number[][] =>
        [...transform!.matchAll(new RegExp(`${word}\\(([^)]*)\\)`, 'g'))].map((match) =>
          match[1]!.split(' ').map(Number),
        );
      const [[x = 0, y = 0] = [], [shift = 0] = []] = numbers('translate');
      const turn = numbers('rotate')[0]?.[0] ?? 0;
      if (turn !== 0 && turn !== -90) return []; // a label on a contour line
      const size = numbers('scale')[0]![0]!;
      const coordinates = outline!.match(/-?[\d.]+/g)!.map(Number);
      const us = coordinates.filter((_, i) => i % 2 === 0).map((u) => (u + shift) * size);
      const vs = coordinates.filter((_, i) => i % 2 === 1).map((v) => v * size);
      const [left, right, top, bottom] = [Math.min(...us), Math.max(...us), Math.min(...vs), Math.max(...vs)];
      const box =
        turn === 0
          ? { x: x + left, y: y + top, width: right - left, height: bottom - top }
          : { x: x + top, y: y - right, width: bottom - top, height: right - left };
      return [{ ...box, name: name! }];
    }),
  );
}

function symbols(text: string): Extent[] {
  const centers = [
    ...text.matchAll(/transform="translate\(([\d.]+) ([\d.]+)\)"/g),
    ...text.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g),
  ].map((match) => [Number(match[1]), Number(match[2])] as const);
  return centers.map(([x, y]) => ({
    x: x - 1,
    y: y - 1,
    width: 2,
    height: 2,
    name: `the mark at ${x}, ${y}`,
  }));
}
