/** `descent calibrate`: the tester tested in little, and the page that holds what the whole of it found. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signatures } from '../../src/models/registry.ts';
import { sha256 } from '../../src/pipeline/certificate.ts';
import { descent, useFolder } from './harness.ts';

const folder = new URL('../../scenarios/calibration/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const page = readFileSync(new URL('../../docs/calibration.md', import.meta.url), 'utf8');

const small = (change = '') =>
  read('linear-exact.yaml')
    .replace('[400, 200]', '[60, 30]')
    .replace('comparison: {', `comparison: { ${change}`);

useFolder({
  'right.yaml': small(),
  'wrong.yaml': `${small()}theories: [{ name: mine, excessRisk: "0.9*(gamma < 1 ? noise*gamma/(1 - gamma) : 1 - 1/gamma + noise/(gamma - 1))" }]\n`,
  'factor.yaml': small('theoryFactor: 1.1,'),
  'published.yaml': `${small()}published: [{ at: { gamma: 3, noise: 0.5 }, excessRisk: 0.9, decimals: 1 }]\n`,
  'order.yaml': read('random-features-threshold.yaml'),
  'theory.yaml': 'model: linear\nparameters: { gamma: 0.5 }\n',
  'two.yaml': `${small()}theories: [engine, { name: mine, excessRisk: "1" }]\n`,
  'page.md': 'before\n<!-- calibration -->\nold\n<!-- calibration -->\nafter\n',
  'none.md': 'nothing\n',
});

const calibrate = (...words: string[]) => descent('calibrate', ...words, '--workers', '1');
type Row = Readonly<Record<string, string | number>>;

describe('descent calibrate', () => {
  it('finds no alarms where theory is right, and what is wrong refuted, each method apart', async () => {
    const { code, out } = await calibrate('right.yaml', 'order.yaml', '--seeds', '4', '--json');
    const rows = JSON.parse(out) as Row[];
    expect(code).toBe(0);
    const of = (scenario: string, method: string) =>
      rows.find((row) => row['scenario'] === scenario && row['method'] === method)!;
    for (const method of ['exact', 'together', 'figure']) {
      const row = of('right', method);
      expect([row['claims'], row['alpha 0.001'], row['× 1.1'], row['× 0.25']]).toEqual([4, 0, 4, 4]);
      expect(row['alpha 0.05']).toBeLessThan(3);
    }
    const order = of('order', 'order-statistics');
    expect([order['alpha 0.05'], order['× 1.1'], order['× 0.25']]).toEqual([0, 0, 4]);
    expect(rows.map((row) => row['method'])).not.toContain('ladder');
  });

  it('says where there are more false alarms than declared', async () => {
    const { code, out } = await calibrate('wrong.yaml', '--seeds', '6', '--factors', '0.9');
    expect(code).toBe(3);
    expect(out).toContain('more false alarms than declared: wrong, figure: 6 of 6 at 0.05');
  });

  it('puts the table into a page, and nothing else', async () => {
    const { out } = await calibrate('right.yaml', '--seeds', '2', '--into', 'page.md');
    const hash = /[0-9a-f]{16}$/m.exec(out)![0];
    const text = readFileSync('page.md', 'utf8');
    expect(text).toMatch(/^before\n<!-- calibration -->\nOf 2 figures each:\n\n\| scenario \|/);
    expect(text).toContain(` ${hash} |\n`);
    expect(text).toMatch(/\|\n<!-- calibration -->\nafter\n$/);
    expect(text).not.toContain('old');
  });

  it.each([
    [['right.yaml', '--factors', '1.1,1'], '--factors 1.1,1: positive numbers other than 1 are needed'],
    [['theory.yaml'], 'theory: there is no simulation in it'],
    [['factor.yaml'], 'factor: comparison.theoryFactor is 1.1; factors are tried here, and 1 is needed'],
    [['published.yaml'], 'published: published values are judged in it; one theory alone is needed'],
    [['two.yaml'], 'two: several theories are judged in it; one is needed'],
    [['right.yaml', '--into', 'none.md'], '--into none.md: two lines <!-- calibration --> are needed in it'],
    [['right.yaml', '--into', 'absent.md'], '--into absent.md: there is no such file'],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await calibrate(...words, '--seeds', '2');
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('docs/calibration.md', () => {
  const files = readdirSync(folder);

  it.each(files)('measured %s as it is', (file) => {
    const rows = page.split('\n').filter((line) => line.startsWith(`| ${file.replace('.yaml', '')} |`));
    expect(rows.length).toBeGreaterThanOrEqual(2);
    for (const row of rows) expect(row).toContain(` ${sha256(read(file)).slice(0, 16)} |`);
  });

  it('has every model, and every way to test', () => {
    const cells = page.split('\n').flatMap((line) => line.split(' | ').slice(1, 3));
    const methods = ['exact', 'ladder', 'single-size', 'size', 'proportion', 'order-statistics', 'together'];
    for (const name of [...signatures.map((each) => each.name), ...methods]) expect(cells).toContain(name);
  });
});
