/** The program as it is installed: it starts in half of the time that loading its TypeScript takes. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The compiler of tsx, which loads the sources everywhere else. */
const compiler: { transformSync(code: string, options: object): { code: string } } = createRequire(
  createRequire(import.meta.url).resolve('tsx'),
)('esbuild');

/** Compiles src into an empty folder, file by file. @returns the path of the program */
export function compiled(folder: string): string {
  const source = join(root, 'src');
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    const to = resolve(folder, 'dist', file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(to), { recursive: true });
    if (file.endsWith('.wasm')) copyFileSync(join(source, file), to);
    if (!file.endsWith('.ts')) continue;
    const { code } = compiler.transformSync(readFileSync(join(source, file), 'utf8'), { loader: 'ts' });
    writeFileSync(to, code.replace(/((?:from|import)\s*\(?\s*"\.[^"]*)\.ts"/g, '$1.js"'));
  }
  for (const name of ['package.json', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  return resolve(folder, 'dist/cli/main.js');
}
