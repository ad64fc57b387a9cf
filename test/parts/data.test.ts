import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openData, openGram, parseData } from '../../src/parts/inputs/data.ts';
import type { Table } from '../../src/parts/inputs/npy.ts';
import { aboutSpectrumFile, readSpectrumFile } from '../../src/parts/inputs/spectrumFile.ts';
import { parseTable, tableBytes } from '../../src/parts/inputs/table.ts';
import { npyFile } from '../helpers/npy.ts';

const folder = mkdtempSync(join(tmpdir(), 'descent-'));
const fileWith = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const read = (path: string): Table => parseTable(tableBytes(path), path);

/** numpy 2.4: savez_compressed(X: 2 × 3 of >f4 in Fortran order, y: 4 of <f2, flags: 2 of bool), then savez(X: 2 × 2 of <i8). */
const deflated = `UEsDBC0AAAAIAAAAIQBUUJgZ//////////8FABQAWC5ucHkBABAAmAAAAAAAAABZAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6XZqKuo6Cell9UUpSYF59flJIKEg8pKk0FChdnJBakArkaRjoKxpo6CrUK5AMu+wMMDA4ODAxAisGhgQEMrBdf5wIAUEsDBC0AAAAIAAAAIQBW5T8b//////////8FABQAeS5ucHkBABAAiAAAAAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GiY6mjoKtQoUAC4GG4Yd/6sZGQBQSwMELQAAAAgAAAAhAO4Zu13//////////wkAFABmbGFncy5ucHkBABAAggAAAAAAAABGAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF6TZKiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAC5GBgBQSwECLQMtAAAACAAAACEAVFCYGVkAAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAWC5ucHlQSwECLQMtAAAACAAAACEAVuU/G0wAAACIAAAABQAAAAAAAAAAAAAAgAGQAAAAeS5ucHlQSwECLQMtAAAACAAAACEA7hm7XUYAAACCAAAACQAAAAAAAAAAAAAAgAETAQAAZmxhZ3MubnB5UEsFBgAAAAADAAMAnQAAAJQBAAAAAA==`;
const stored = `UEsDBC0AAAAAAAAAIQCgREtb//////////8FABQAWC5ucHkBABAAoAAAAAAAAACgAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAQAAAAAAAAACAAAAAAAAAAMAAAAAAAAABAAAAAAAAABQSwECLQMtAAAAAAAAACEAoERLW6AAAACgAAAABQAAAAAAAAAAAAAAgAEAAAAAWC5ucHlQSwUGAAAAAAEAAQAzAAAA1wAAAAAA`;

describe('tables of numbers', () => {
  it('are read from archives that numpy wrote, deflated or stored', () => {
    const many = fileWith('many.npz', Buffer.from(deflated, 'base64'));
    expect(read(`${many}:X`)).toEqual({
      rows: 2,
      columns: 3,
      data: Float64Array.of(1.5, -2, 0, 3, 4, Math.fround(5e-3)),
    });
    // 6e-8 is the smallest number of 16 bits, 65504 the largest.
    expect([...read(`${many}:y`).data]).toEqual([1, -0.5, 65_504, 2 ** -24]);
    expect([...read(`${many}:flags`).data]).toEqual([1, 0]);
    const one = fileWith('one.npz', Buffer.from(stored, 'base64'));
    expect([...read(one).data]).toEqual([1, 2, 3, 4]);
    expect([...read(`${one}:X`).data]).toEqual([1, 2, 3, 4]);
    expect(() => read(many)).toThrow('no array is named; expected one of its arrays');
    expect(() => read(`${many}:Z`)).toThrow('there is no array Z; expected one of its arrays');
    expect(() => read(`${many}:Z`)).toThrow('(it has X, y, flags)');
  });

  it('are not read from archives that are damaged', () => {
    const bytes = Buffer.from(deflated, 'base64');
    const cut = fileWith('cut.npz', bytes.subarray(0, 300));
    expect(() => read(`${cut}:X`)).toThrow('this is not a zip file; expected a .npz file');
    const wrong = Buffer.from(bytes);
    wrong.fill(255, 60, 120);
    expect(() => read(`${fileWith('wrong.npz', wrong)}:X`)).toThrow('array X cannot be inflated');
    const lost = Buffer.from(bytes);
    lost.writeUInt32LE(12, bytes.length - 6);
    expect(() => read(`${fileWith('lost.npz', lost)}:X`)).toThrow('its directory is damaged');
  });

  it('are read from text, with a header or without', () => {
    const [headed, bare] = ['"a b",c\n1,2\n\n# so\n3,-4e1\n', '1,2\n3,-40\n'];
    const table = { rows: 2, columns: 2, data: Float64Array.of(1, 2, 3, -40) };
    expect(read(fileWith('headed.csv', headed))).toEqual({ ...table, names: ['a b', 'c'] });
    expect(read(fileWith('bare.csv', bare))).toEqual(table);
    expect(read(fileWith('bare.txt', '1  2\n 3 -40\n'))).toEqual(table);
  });

  it.each([
    ['1,nan\n2,3\n', ':1: "nan" is not a number'],
    ['a,b\n1,\n', ':2: "" is not a number'],
    ['a,b\n1,2\n3\n', ':3: "3" has 1 fields; expected 2, as the header has'],
    ['1,2\n3\n', 'as the first line has'],
    ['a,b\n', 'it holds no numbers'],
    ['', 'it holds no numbers'],
  ])('say where text is wrong: %j', (text, message) => {
    expect(() => read(fileWith(`${message.length}-${text.length}.csv`, text))).toThrow(message);
  });

  it('have to tell their format', () => {
    expect(() => read(fileWith('x.parquet', 'PAR1'))).toThrow(
      'expected a .npy, .csv or .txt file, or an array of a .npz file',
    );
  });
});

describe('data', () => {
  const table = fileWith('table.csv', 'age,price,size\n1,10,2\n2,20,-2\n3,60,2\n4,30,-2\n');
  const x = fileWith(
    'x.npy',
    npyFile([
      [3, 1],
      [1, 1],
      [2, 1],
    ]),
  );
  const y = fileWith(
    'y.npy',
    npyFile([
      [1, 0],
      [0, 1],
      [0, 2],
    ]),
  );

  it('are two files, or one and the column of its label', () => {
    const { inputs, labels } = openData(`${table},label=price`);
    expect([inputs.columns, ...inputs.data]).toEqual([2, 1, 2, 2, -2, 3, 2, 4, -2]);
    expect([...labels.data]).toEqual([10, 20, 60, 30]);
    expect([...openData(`${table},label=2`).labels.data]).toEqual([2, -2, 2, -2]);
    expect(openData(`${x},${y}`).labels.columns).toBe(2);
    expect([...openData(`${x},${y},label=1`).labels.data]).toEqual([0, 1, 2]);
    expect(() => openData(`${table},label=prize`)).toThrow(
      'there is no column prize; expected age, price, size, or a number from 0 to 2',
    );
    expect(() => openData(`${x},${y},label=2`)).toThrow(
      'there is no column 2; expected a number from 0 to 1',
    );
  });

  it('are centred and standardised by means and deviations of all rows', () => {
    const { inputs, labels } = openData(`${table},label=price,standardise`);
    const root = Math.sqrt(1.25);
    [-1.5 / root, 1, -0.5 / root, -1, 0.5 / root, 1, 1.5 / root, -1].forEach((value, i) => {
      expect(inputs.data[i]).toBeCloseTo(value, 14);
    });
    expect([...labels.data]).toEqual([-20, -10, 30, 0]);
    // A column that is constant has nothing to be divided by.
    expect([...openData(`${x},${y},standardise`).inputs.data].filter((_, i) => i % 2)).toEqual([0, 0, 0]);
    expect([...openData(`${x},${y},centre`).inputs.data]).toEqual([1, 0, -1, 0, 0, 0]);
  });

  it('have a name of their own for every preparation', () => {
    const texts = ['', ',centre', ',standardise', ',population', ',label=1'].map(
      (more) => `${x},${y}${more}`,
    );
    expect(new Set(texts.map((text) => openData(text).source.digest)).size).toBe(5);
    expect(openData(texts[0]!).source.digest).toBe(openData(`${x}, ${y}`).source.digest);
  });

  it('say what is far from centred', () => {
    // Means 2.5 and 30 of second moments 7.5 and 1250, and 0: 6.25 of 11.5.
    const notes = openData(`${table},label=price`).uncentred;
    expect(notes[0]).toMatch(/^the inputs are far from centred: 54.3 % of their power/);
    expect(notes[1]).toMatch(/^the labels are far from centred: 72 % of their power/);
    expect(openData(`${table},label=price,centre`).uncentred).toEqual([]);
  });

  it.each([
    'x.npy',
    'x.npy,',
    ',y.npy',
    'x.npy,y.npy,z.npy',
    'x.npy,y.npy,centre,standardise',
    'x.npy,centre',
  ])('are not %s', (text) => {
    expect(() => parseData(text)).toThrow('is not inputs and labels; expected two files');
  });
});

describe('Gram matrices', () => {
  const y = fileWith('labels.npy', npyFile([[3], [1], [2]]));

  it('are centred in their features: K of x becomes that of x less its mean', () => {
    const rows = [1, 2, 6];
    const k = fileWith('k.npy', npyFile(rows.map((a) => rows.map((b) => a * b))));
    const { gram, labels } = openGram(`${k},${y},centre`);
    const centred = rows.map((value) => value - 3);
    centred
      .flatMap((a) => centred.map((b) => a * b))
      .forEach((value, i) => {
        expect(gram.data[i]).toBeCloseTo(value, 13);
      });
    expect([...labels.data]).toEqual([1, -1, 0]);
  });

  it.each([
    [
      [
        [1, 2, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      'expected a symmetric matrix',
    ],
    [
      [
        [1, 2],
        [0, 1],
        [0, 0],
      ],
      '3 × 2 numbers; expected a symmetric matrix',
    ],
  ])('are symmetric', (rows, message) => {
    const k = fileWith(`odd-${rows[0]!.length}.npy`, npyFile(rows));
    expect(() => openGram(`${k},${y}`)).toThrow(message);
  });
});

describe('lists of eigenvalues', () => {
  it('are spectra, whose target has its power in proportion to variance', () => {
    const want = { variances: [4, 3, 1], counts: [1, 1, 1], powers: [0.5, 0.375, 0.125] };
    const files = [
      fileWith('eigs.txt', '# mine\n1\n4\n3\n'),
      fileWith('eigs-one.csv', '3\n1\n4\n'),
      fileWith('eigs-headed.csv', 'eigenvalue\n3\n1\n4\n'),
      fileWith('eigs.npy', npyFile([[1], [3], [4]])),
    ];
    for (const file of files) {
      const { variances, counts, powers } = readSpectrumFile(file);
      expect({ variances: [...variances], counts: [...counts], powers: [...powers] }).toEqual(want);
    }
    const two = readSpectrumFile(fileWith('two.txt', '1 0.5\n2 0.25\n'));
    expect([...two.powers]).toEqual([0.25, 0.5]);
  });

  it('may have what they would be without some rows beside them', () => {
    const text = `# estimated from 80 rows, data 0123456789abcdef, for n < 80
eigenvalue,weight,multiplicity,replicate
2,1,1,0
0,0.5,1,0
3,1,4,1
`;
    const file = fileWith('replicates.csv', text);
    expect([...readSpectrumFile(file).variances]).toEqual([2, 0]);
    expect([...readSpectrumFile(`${file}#1`).counts]).toEqual([4]);
    expect(aboutSpectrumFile(file)).toEqual({
      replicates: 1,
      origin: { text: '', rows: 80, digest: '0123456789abcdef', whole: false, few: true },
    });
    expect(() => readSpectrumFile(`${file}#2`)).toThrow('has 1 replicates');
    const wrong = fileWith('wrong.csv', text.replace('4,1\n', '4,1.5\n'));
    expect(() => readSpectrumFile(wrong)).toThrow(':5: replicate 1.5; expected 0');
  });
});
