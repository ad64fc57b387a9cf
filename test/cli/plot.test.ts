import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { descent, snapshot, succeed, tiny, useFolder } from './harness.ts';

const heatmap = `title: A map
model: linear
parameters:
  gamma: logspace(0.25, 4, 4)
  ridge: logspace(0.01, 1, 3)
  noise: 0.5
figure: { x: gamma, y: ridge, color: excessRisk, optimum: ridge, xScale: log, yScale: log }
`;

useFolder({
  'tiny.yaml': tiny,
  'loud.yaml': tiny.replace('noise: 0.5', 'noise: 2'),
  'several.yaml': tiny
    .replace('noise: 0.5', 'noise: [1, 2]')
    .replace('series: ridge', 'series: [ridge, noise]'),
  'single.yaml': tiny
    .replace('gamma: [0.5, 2]', 'gamma: 0.5')
    .replace('x: gamma', 'x: ridge')
    .replace('series: ridge, xScale: log', 'xScale: linear'),
  'map.yaml': heatmap,
  'features.yaml': tiny
    .replace('linear', 'random-features')
    .replace('gamma: ', 'psi2: 2\n  psi1: ')
    .replace('x: gamma', 'x: psi1'),
});

beforeAll(async () => {
  await succeed('run', 'tiny.yaml', '--blas', 'embedded', '--workers', '1');
  await succeed(
    'run',
    'loud.yaml',
    'several.yaml',
    'single.yaml',
    'map.yaml',
    'features.yaml',
    '--theory-only',
  );
});

const folder = (name: string) => (name === 'tiny' ? 'out/tiny' : `out/${name}+theory-only`);
const results = (name: string) => `${folder(name)}/results.json`;
const curves = (svg: string) => svg.match(/<path[^>]*class="[^"]*line/g)?.length ?? 0;

describe('descent plot', () => {
  it.each(['tiny', 'loud', 'several', 'map', 'features'])(
    'draws the very figure of the run: %s',
    async (name) => {
      expect(await succeed('plot', results(name), '--out', `${name}.svg`)).toBe(`${name}.svg\n`);
      expect(readFileSync(`${name}.svg`, 'utf8')).toBe(readFileSync(`${folder(name)}/figure.svg`, 'utf8'));
    },
  );

  it('writes beside the results unless told where, and a PNG on demand', async () => {
    const before = readFileSync('out/tiny/figure.svg', 'utf8');
    writeFileSync('out/tiny/figure.svg', '');
    expect(await succeed('plot', results('tiny'), '--png')).toBe(
      'out/tiny/figure.svg\nout/tiny/figure.png\n',
    );
    expect(readFileSync('out/tiny/figure.svg', 'utf8')).toBe(before);
    expect(readFileSync('out/tiny/figure.png').subarray(1, 4).toString()).toBe('PNG');
  });

  it('restyles', async () => {
    const plain = readFileSync('out/tiny/figure.svg', 'utf8');
    const width = (svg: string) => Number(/width="([\d.]+)/.exec(svg)![1]);
    const draw = async (...options: string[]) => {
      await succeed('plot', results('tiny'), '--out', 'restyled.svg', ...options);
      return readFileSync('restyled.svg', 'utf8');
    };
    expect(width(await draw('--width', 'neurips'))).toBeGreaterThan(1.5 * width(plain));
    expect(await draw('--theme', 'dark')).toContain('#14171c');
    expect(plain).not.toContain('#14171c');
    for (const options of [
      ['--y-scale', 'linear'],
      ['--x-domain', '0.3,3'],
      ['--y-domain', '0.01,100'],
      ['--aspect', '1'],
    ])
      expect(await draw(...options)).not.toBe(plain);
  });

  it('draws gaps where an axis reaches beyond the domain of its parameter', async () => {
    await succeed('plot', results('tiny'), '--x-scale', 'linear', '--x-domain=-1,3', '--out', 'wide.svg');
    expect(readFileSync('wide.svg', 'utf8')).not.toMatch(/NaN|Infinity/);
    await succeed('plot', results('map'), '--x-scale', 'linear', '--x-domain=-1,3', '--out', 'wide-map.svg');
    expect(readFileSync('wide-map.svg', 'utf8')).not.toMatch(/NaN|Infinity/);
  });

  it('overlays results of one model', async () => {
    await succeed('plot', results('tiny'), results('loud'), '--out', 'both.svg');
    const [one, both] = ['out/tiny/figure.svg', 'both.svg'].map((file) => readFileSync(file, 'utf8'));
    expect(both!.length).toBeGreaterThan(1.3 * one!.length);
    expect(curves(both!)).toBe(2 * curves(one!));
  });

  it.each([
    ['tiny', 'features', 'its model random-features is not linear'],
    ['map', 'map', 'a heat map, on which nothing can be overlaid'],
    ['tiny', 'several', 'noise takes 2 values, but the figure does not show it'],
    ['tiny', 'single', '"gamma" does not vary over numbers'],
  ])('does not overlay %s and %s', async (first, second, says) => {
    const { code, out, err } = await descent('plot', results(first), results(second), '--out', 'no.svg');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^descent: [^\n]+\n$/);
    expect(err).toContain(says);
  });

  it('writes the formats that are asked for', async () => {
    expect(await succeed('plot', results('tiny'), '--out', 'alone.pdf')).toBe('alone.pdf\n');
    expect(readFileSync('alone.pdf').subarray(0, 8).toString()).toBe('%PDF-1.5');
    expect(existsSync('alone.svg')).toBe(false);
    const told = await succeed(
      'plot',
      results('tiny'),
      '--formats',
      'pdf,png',
      '--dpi',
      '144',
      '--out',
      'two.png',
    );
    expect(told).toBe('two.png\ntwo.pdf\n');
    // PRL's 246 TeX points are 245.08 bp: 490 pixels of half a bp.
    expect(readFileSync('two.png').readUInt32BE(16)).toBe(490);
    await succeed('run', 'tiny.yaml', '--set', 'figure.formats=[pdf]', '--name', 'printed');
    expect(readdirSync('out/printed').filter((name) => name.startsWith('figure'))).toEqual(['figure.pdf']);
    expect(await succeed('plot', 'out/printed/results.json')).toBe('out/printed/figure.pdf\n');
    // Another look of the same results has their folder.
    const elsewhere = ['run', 'tiny.yaml', '--out', 'elsewhere'];
    await succeed(...elsewhere, '--set', 'figure.formats=[pdf, svg]', '--set', 'figure.legend=none');
    expect(readdirSync('elsewhere')).toEqual(['tiny']);
  });

  it.each([
    [
      '--formats',
      'svg,pfd',
      '--formats svg,pfd: pfd is not a format; did you mean pdf? (valid: svg, pdf, png, tikz)',
    ],
    ['--dpi', '300', '--dpi 300 is of PNG, but the figure is written as svg; add --png'],
  ])('refuses %s %s', async (option, text, says) => {
    const { code, err } = await descent('plot', results('tiny'), option, text);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining(says),
    });
  });

  it.each(['fig', 'fig.svg.eps', '.svg'])('does not write %s', async (name) => {
    const before = snapshot();
    const { code, out, err } = await descent('plot', results('tiny'), '--png', '--out', name);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`descent: --out ${name}: a name that ends in .svg, .pdf, .png, .tex is needed\n`);
    expect(snapshot()).toEqual(before);
  });

  it('names the option that does not suit the data', async () => {
    const { code, err } = await descent('plot', results('single'), '--x-scale', 'log', '--out', 'no.svg');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'descent: --x-scale: "log" cannot show ridge = 0; expected linear, or ridge > 0\n',
    });
  });
});
