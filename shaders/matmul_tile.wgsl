// Continues matmul.wgsl: 32×32 of c per workgroup of 64, or 64×64 when WIDE. Each invocation loads a quad of a and of b into workgroup
// memory, and all use all of them: best on GPUs. What comes next is fetched while what is there is multiplied, since a small product
// is nothing but waiting for memory. Runs everywhere.

override WIDE: bool = false;

const QUADS = 64u; // of a and of b that a tile holds at a time, one for each invocation
// Row i of quad q is at [i·QUADS + q]: neighbouring invocations read neighbouring vec4, in different banks.
var<workgroup> tile_a: array<vec4f, 4u * QUADS>;
var<workgroup> tile_b: array<vec4f, 4u * QUADS>;
var<workgroup> tile_sums: array<vec4f, QUADS>;

fn held_a(q: u32) -> mat4x4f { return mat4x4f(tile_a[q], tile_a[q + QUADS], tile_a[q + 2u * QUADS], tile_a[q + 3u * QUADS]); }
fn held_b(q: u32) -> mat4x4f { return mat4x4f(tile_b[q], tile_b[q + QUADS], tile_b[q + 2u * QUADS], tile_b[q + 3u * QUADS]); }

// The sums of a row quad, from the invocations that loaded it.
fn row_sums(row: u32, side: u32) -> vec4f {
  var sum = vec4f();
  for (var q = row; q < QUADS; q += side) { sum += tile_sums[q]; }
  return sum;
}

// Tiles across and down.
fn tiles(is_dw: bool, side: u32) -> vec2u {
  return vec2u(columns_of(is_dw) + side - 1u, (rows_of(is_dw) + 3u) / 4u + side - 1u) / side;
}

@compute @workgroup_size(64)
fn tile(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let side = select(8u, 16u, WIDE); // quads along a side of the tile
  let step = QUADS / side; // and along k
  let number = group_of(group);
  let pulled = tiles(false, side); // of dx
  let is_dw = TRANSPOSE_A || (PAIR && number >= pulled.x * pulled.y);
  let grid = tiles(is_dw, side);
  let place = number - select(0u, pulled.x * pulled.y, PAIR && is_dw);
  let row = side * (place / grid.x % grid.y);
  let column = side * (place % grid.x);
  let part = place / grid.x / grid.y;
  if (part >= shape.parts) { return; }
  let end = end_k(part, is_dw);
  // As a loader: the quads of a row and of a column of the tile, so far along k.
  let across_tile = lane % side;
  let along_k = lane / side;
  // As a multiplier: row quads ty and ty + 8, column quads tx and tx + 8.
  let tx = lane % 8u;
  let ty = lane / 8u;
  var c00 = mat4x4f(); var c01 = mat4x4f();
  var c10 = mat4x4f(); var c11 = mat4x4f();
  var sums = vec4f();
  for (var k = first_k(part, is_dw); k < end; k += step) {
    var a = mat4x4f(); var b = mat4x4f();
    if (k + along_k < end) {
      a = left(row + across_tile, k + along_k, z, is_dw);
      b = right(k + along_k, column + across_tile, z, is_dw);
      if (NORM || (!is_dw && PULL)) { sums += along(a, row + across_tile, k + along_k, z); }
    }
    for (var i = 0u; i < 4u; i++) {
      tile_a[i * QUADS + lane] = a[i];
      tile_b[i * QUADS + lane] = b[i];
    }
    workgroupBarrier();
    for (var s = 0u; s < step; s++) {
      let a0 = held_a(s * side + ty);
      let b0 = held_b(s * side + tx);
      c00 += b0 * a0;
      if (WIDE) {
        let a1 = held_a(s * side + ty + 8u);
        let b1 = held_b(s * side + tx + 8u);
        c01 += b1 * a0;
        c10 += b0 * a1;
        c11 += b1 * a1;
      }
    }
    workgroupBarrier();
  }
  if (NORM || PULL) {
    tile_sums[lane] = sums;
    workgroupBarrier();
  }
  let to = part * groups.z + z;
  put(row + ty, column + tx, to, c00, row_sums(ty, side), is_dw);
  if (WIDE) {
    put(row + ty, column + tx + 8u, to, c01, row_sums(ty, side), is_dw);
    put(row + ty + 8u, column + tx, to, c10, row_sums(ty + 8u, side), is_dw);
    put(row + ty + 8u, column + tx + 8u, to, c11, row_sums(ty + 8u, side), is_dw);
  }
}
