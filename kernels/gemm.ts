/**
 * Matrix product by blocks that fit the caches and a 4×4 micro-kernel that fits the registers
 * (Goto and van de Geijn, ACM TOMS 34:12, 2008). Strides are in bytes.
 */
import { allocate, at, mark, release } from "./memory";
import { addScaled, dot, gather, multiplyAdd, scale } from "./vector";

/** Side of the tile of `c` that the micro-kernel keeps in registers. */
const TILE: i32 = 4;
/** Depth, rows and columns of the packed blocks: depth·rows doubles fit L2, depth·columns L3. */
const DEPTH: i32 = 512;
const ROWS: i32 = 64;
const COLUMNS: i32 = 2048;

/**
 * c ← alpha·a·b + beta·c for a (m×k), b (k×n), c (m×n; rows contiguous).
 * With `lowerOnly`, entries of c above the diagonal may be left incomplete.
 */
export function gemm(
  m: i32, n: i32, k: i32, alpha: f64,
  a: usize, aRow: usize, aColumn: usize,
  b: usize, bRow: usize, bColumn: usize,
  beta: f64, c: usize, cRow: usize, lowerOnly: bool = false,
): void {
  if (n == 1) return matrixVector(m, k, alpha, a, aRow, aColumn, b, bRow, beta, c, cRow);
  if (m == 1) return matrixVector(n, k, alpha, b, bColumn, bRow, a, aColumn, beta, c, 8);
  for (let i = 0; i < m; i++) scale(n, beta, c + <usize>i * cRow, 8);
  const place = mark();
  const packedA = allocate(<f64>roundUp(min(m, ROWS)) * <f64>min(k, DEPTH));
  const packedB = allocate(<f64>roundUp(min(n, COLUMNS)) * <f64>min(k, DEPTH));
  const edge = allocate(TILE * TILE);
  for (let jc = 0; jc < n; jc += COLUMNS) {
    const nc = min(COLUMNS, n - jc);
    for (let pc = 0; pc < k; pc += DEPTH) {
      const kc = min(DEPTH, k - pc);
      pack(nc, kc, b + <usize>pc * bRow + <usize>jc * bColumn, bColumn, bRow, packedB);
      for (let ic = 0; ic < m; ic += ROWS) {
        const mc = min(ROWS, m - ic);
        if (lowerOnly && ic + mc <= jc) continue;
        pack(mc, kc, a + <usize>ic * aRow + <usize>pc * aColumn, aRow, aColumn, packedA);
        const diagonal = lowerOnly ? ic - jc : i32.MAX_VALUE - ROWS;
        block(mc, nc, kc, alpha, packedA, packedB, at(c + <usize>ic * cRow, jc), cRow, diagonal, edge);
      }
    }
  }
  release(place);
}

// @ts-ignore: decorator
@inline
function roundUp(count: i32): i32 {
  return (count + TILE - 1) & ~(TILE - 1);
}

/** c (m×n) += alpha·a·b from packed blocks, leaving out tiles that lie right of column row + `diagonal`. */
function block(
  m: i32, n: i32, k: i32, alpha: f64, a: usize, b: usize, c: usize, cRow: usize, diagonal: i32, edge: usize,
): void {
  for (let j = 0; j < n; j += TILE) {
    const width = min(TILE, n - j);
    for (let i = 0; i < m; i += TILE) {
      const height = min(TILE, m - i);
      if (i + height + diagonal <= j) continue;
      const target = at(c + <usize>i * cRow, j);
      if (height == TILE && width == TILE) {
        microKernel(k, at(a, i * k), at(b, j * k), alpha, target, cRow);
        continue;
      }
      memory.fill(edge, 0, TILE * TILE * 8);
      microKernel(k, at(a, i * k), at(b, j * k), alpha, edge, TILE * 8);
      for (let x = 0; x < height; x++) {
        addScaled(width, 1.0, at(edge, x * TILE), target + <usize>x * cRow);
      }
    }
  }
}

/** Tile of 4×4 += alpha·a·b, for a and b packed by fours along k. */
function microKernel(k: i32, a: usize, b: usize, alpha: f64, c: usize, cRow: usize): void {
  let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const end = at(a, k * TILE);
  while (a < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let t = v128.load64_splat(a);
    c00 = multiplyAdd(t, b0, c00);
    c01 = multiplyAdd(t, b1, c01);
    t = v128.load64_splat(a, 8);
    c10 = multiplyAdd(t, b0, c10);
    c11 = multiplyAdd(t, b1, c11);
    t = v128.load64_splat(a, 16);
    c20 = multiplyAdd(t, b0, c20);
    c21 = multiplyAdd(t, b1, c21);
    t = v128.load64_splat(a, 24);
    c30 = multiplyAdd(t, b0, c30);
    c31 = multiplyAdd(t, b1, c31);
    a += 32;
    b += 32;
  }
  const s = f64x2.splat(alpha);
  addRow(c, s, c00, c01);
  addRow(c + cRow, s, c10, c11);
  addRow(c + 2 * cRow, s, c20, c21);
  addRow(c + 3 * cRow, s, c30, c31);
}

// @ts-ignore: decorator
@inline
function addRow(c: usize, s: v128, x0: v128, x1: v128): void {
  v128.store(c, multiplyAdd(s, x0, v128.load(c)));
  v128.store(c, multiplyAdd(s, x1, v128.load(c, 16)), 16);
}

/** Lay out `count` lines of `depth` numbers in panels of four lines, along the depth; missing lines are zero. */
function pack(count: i32, depth: i32, source: usize, lineStride: usize, depthStride: usize, target: usize): void {
  for (let line = 0; line < count; line += TILE) {
    let q = source + <usize>line * lineStride;
    const present = count - line;
    if (present >= TILE && lineStride == 8) {
      for (let p = 0; p < depth; p++) {
        v128.store(target, v128.load(q));
        v128.store(target, v128.load(q, 16), 16);
        target += TILE * 8;
        q += depthStride;
      }
    } else if (present >= TILE) {
      for (let p = 0; p < depth; p++) {
        f64.store(target, f64.load(q));
        f64.store(target, f64.load(q + lineStride), 8);
        f64.store(target, f64.load(q + 2 * lineStride), 16);
        f64.store(target, f64.load(q + 3 * lineStride), 24);
        target += TILE * 8;
        q += depthStride;
      }
    } else {
      for (let p = 0; p < depth; p++) {
        for (let t = 0; t < TILE; t++) {
          f64.store(at(target, t), t < present ? f64.load(q + <usize>t * lineStride) : 0.0);
        }
        target += TILE * 8;
        q += depthStride;
      }
    }
  }
}

/** y ← alpha·a·x + beta·y for a (m×k) with contiguous rows or columns; bound by memory, so nothing is packed. */
function matrixVector(
  m: i32, k: i32, alpha: f64,
  a: usize, aRow: usize, aColumn: usize, x: usize, xStride: usize,
  beta: f64, y: usize, yStride: usize,
): void {
  const place = mark();
  scale(m, beta, y, yStride);
  if (aColumn == 8) {
    let dense = x;
    if (xStride != 8) {
      dense = allocate(k);
      gather(k, x, xStride, dense);
    }
    for (let i = 0; i < m; i++) {
      f64.store(y, f64.load(y) + alpha * dot(k, a, dense));
      a += aRow;
      y += yStride;
    }
  } else {
    const sum = allocate(m);
    memory.fill(sum, 0, <usize>m << 3);
    for (let p = 0; p < k; p++) {
      addScaled(m, f64.load(x), a, sum);
      a += aColumn;
      x += xStride;
    }
    for (let i = 0; i < m; i++) {
      f64.store(y, f64.load(y) + alpha * f64.load(at(sum, i)));
      y += yStride;
    }
  }
  release(place);
}
