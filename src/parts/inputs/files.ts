/**
 * Files that the user names, read by what the program runs on: the rooms of the limit import nothing of Node, so that they run in a browser. Node's
 * reader is in src/node.ts.
 */
import { InputError } from '../../errors.ts';

export interface FileReader {
  /** @throws {InputError} when there is no such file, or it cannot be read */
  readonly bytes: (path: string) => Uint8Array;
  /** What raw deflate (RFC 1951) has packed, of that many bytes. */
  readonly inflate: (packed: Uint8Array, size: number) => Uint8Array;
  /** The first 16 hexadecimal digits of the SHA-256 of these bytes. */
  readonly digest: (parts: readonly Uint8Array[]) => string;
}

let reader: FileReader | undefined;

/** From now on files are read in this way. */
export function readFilesBy(given: FileReader): void {
  reader = given;
}

/** @throws {InputError} where there are no files */
export function files(path: string): FileReader {
  if (reader) return reader;
  throw new InputError(`${path}: no files can be read here`);
}
