/** The command line driven in process, in a folder of its own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { runCommandLine } from '../../src/cli/commandLine.ts';

/** Exit code and everything written of `descent …argv`. */
export async function descent(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const code = await runCommandLine(argv, {
    out: (text) => {
      written.out += text;
    },
    tell: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    columns: 100,
    watched: false,
  });
  return { code, ...written };
}

/** `descent …argv`, which must succeed. @returns its standard output */
export async function succeed(...argv: string[]): Promise<string> {
  const { code, out, err } = await descent(...argv);
  if (code !== 0 || err !== '') throw new Error(`descent ${argv.join(' ')}: exit code ${code}: ${err}`);
  return out;
}

/** The working directory of the test file becomes an empty temporary folder that holds these files. */
export function useFolder(files: Readonly<Record<string, string | Uint8Array>>): void {
  const before = process.cwd();
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'descent-'));
    process.chdir(folder);
    for (const [name, content] of Object.entries(files)) writeFileSync(name, content);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
}

/** Every file below the working directory with its content. */
export function snapshot(): Record<string, string> {
  const names = readdirSync('.', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(name, 'latin1')]));
}

/** A scenario that is simulated in a blink. */
export const tiny = `title: A tiny scenario
model: linear
parameters:
  gamma: [0.5, 2]
  ridge: [0, 0.1]
  noise: 0.5
simulation: { sizes: [12, 24], trials: 24, labels: 4 }
comparison: { tolerance: 0.5 }
figure: { x: gamma, y: excessRisk, series: ridge, xScale: log, yScale: log }
`;
