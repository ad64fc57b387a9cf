/** What is computed outlives a figure that cannot be drawn. */
import { rmSync } from 'node:fs';
import { InputError, InterruptedError } from '../errors.ts';

/** Contents by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes the results, then draws and writes the pictures.
 *
 * @param figures  where the pictures of earlier results may be
 * @param write  replaces all of these files or none
 * @returns the paths of all of them
 * @throws what drawing throws, saying that the results are kept; a figure of earlier results is removed
 */
export async function writeThenDraw(
  results: Files,
  figures: readonly string[],
  draw: () => Promise<Files>,
  write: (files: Files) => Promise<void>,
): Promise<string[]> {
  await write(results);
  try {
    const pictures = await draw();
    await write(pictures);
    return [...Object.keys(results), ...Object.keys(pictures)];
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    for (const figure of figures) rmSync(figure, { force: true });
    const kept = `${Object.keys(results).join(' and ')} are written, but the figure cannot be drawn`;
    if (error instanceof InputError) throw new InputError(`${kept}: ${error.message}`);
    throw new Error(kept, { cause: error });
  }
}
