/** Figures in documents of each venue's class: that they compile, are as large as they say, and fill the column. Needs pdflatex with pgfplots. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figure } from '../../src/figure/figure.ts';
import { VENUES, type Venue } from '../../src/figure/venue.ts';
import { writeFigure } from '../../src/figure/write.ts';

const goldens = new URL('../figure/golden/', import.meta.url);
const names = readdirSync(goldens).filter((name) => name.endsWith('.json'));
const golden = (name: string) => JSON.parse(readFileSync(new URL(name, goldens), 'utf8')) as Figure;

const finds = (file: string) => spawnSync('kpsewhich', [file]).status === 0;
const hasLatex = finds('pgfplots.sty') && finds('standalone.cls');

/** The class of each venue's papers, and which of its widths the figure fills; those that no distribution carries are stood in for by an article as wide. */
const classes: Readonly<Record<Exclude<Venue, 'slide'>, string>> = {
  prl: '\\documentclass[aps,prl,twocolumn]{revtex4-2}',
  'prl-full': '\\documentclass[aps,prl,twocolumn]{revtex4-2}',
  jstat: '\\documentclass{iopart}',
  neurips: '\\documentclass{article}\\textwidth=5.5in',
  iclr: '\\documentclass{article}\\textwidth=5.5in',
  icml: '\\documentclass[twocolumn]{article}\\textwidth=6.75in\\columnsep=0.25in',
  'icml-full': '\\documentclass[twocolumn]{article}\\textwidth=6.75in\\columnsep=0.25in',
  jmlr: '\\documentclass{article}\\textwidth=6in',
  aos: '\\documentclass[aos]{imsart}',
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'descent-latex-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What TeX says of a document; it must compile. */
function compiled(name: string, document: string): string {
  writeFileSync(join(folder, `${name}.tex`), document);
  const options = ['-halt-on-error', '-interaction=nonstopmode', name];
  return execFileSync('pdflatex', options, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
}

const packages = '\\usepackage{graphicx,amsmath,amssymb,pgfplots}\\pgfplotsset{compat=1.16}';

async function written(figure: Figure): Promise<void> {
  for (const [file, content] of Object.entries(await writeFigure(figure, 'figure', ['tikz', 'pdf', 'svg'])))
    writeFileSync(join(folder, file), content);
}

describe.skipIf(!hasLatex)('LaTeX (skipped without pdflatex, pgfplots and standalone)', () => {
  it.each(names)('compiles %s alone, as large as the SVG', async (name) => {
    await written(golden(name));
    compiled(
      'alone',
      `\\documentclass{standalone}${packages}\\begin{document}\\input{figure}\\end{document}`,
    );
    const svg = readFileSync(join(folder, 'figure.svg'), 'utf8');
    const [width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg)!.slice(1).map(Number) as [number, number];
    const info = execFileSync('pdfinfo', ['alone.pdf'], { cwd: folder, encoding: 'utf8' });
    const [, w, h] = /Page size: +([\d.]+) x ([\d.]+)/.exec(info)!;
    expect(Math.abs(Number(w) - width)).toBeLessThan(0.01);
    expect(Math.abs(Number(h) - height)).toBeLessThan(0.01);
  });

  for (const [venue, start] of Object.entries(classes)) {
    const [, file] = /\{(\w[\w-]*)\}/.exec(start)!;
    it.skipIf(!finds(`${file}.cls`))(`fills its width of ${venue} (${file}.cls)`, async () => {
      await written({ ...golden('ridgeless-log.json'), width: venue as Venue });
      const full = venue.endsWith('-full') ? '*' : '';
      const body = `\\begin{figure${full}}\\input{figure}\\par\\includegraphics{figure.pdf}\\caption{A}\\end{figure${full}}A`;
      const said = compiled(
        'paper',
        `${start}${packages}\\begin{document}\\newsavebox\\shown\\sbox\\shown{\\input{figure}}\\typeout{SIZE \\the\\wd\\shown}\\typeout{ROOM \\the\\${full ? 'text' : 'column'}width}${body}\\end{document}`,
      );
      const points = (word: string) => Number(new RegExp(`${word} ([\\d.]+)pt`).exec(said)![1]);
      expect(points('SIZE')).toBeCloseTo((VENUES[venue as Venue].width * 72.27) / 72, 1);
      expect(points('ROOM')).toBeCloseTo(points('SIZE'), 0);
      expect(said).not.toMatch(/Overfull \\hbox \((?:[1-9]|0\.[1-9])/);
    });
  }
});
