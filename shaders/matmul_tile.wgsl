// Continues matmul.wgsl: 32×32 of c per workgroup of 64, or 64×64 when WIDE. Each invocation loads one or two quads of a and of b
// into workgroup memory, and all use all of them: best on GPUs. Runs everywhere.

override WIDE: bool = false;

const STEP = 4u; // quads along k that a tile holds at a time
const MOST = 16u * STEP; // quads of a or b in it, at most
// Row i of quad q is at [i·MOST + q]: neighbouring invocations read neighbouring vec4, in different banks.
var<workgroup> tile_a: array<vec4f, 4u * MOST>;
var<workgroup> tile_b: array<vec4f, 4u * MOST>;
var<workgroup> tile_sums: array<vec4f, MOST>;

fn held_a(q: u32) -> mat4x4f { return mat4x4f(tile_a[q], tile_a[q + MOST], tile_a[q + 2u * MOST], tile_a[q + 3u * MOST]); }
fn held_b(q: u32) -> mat4x4f { return mat4x4f(tile_b[q], tile_b[q + MOST], tile_b[q + 2u * MOST], tile_b[q + 3u * MOST]); }

// The sums of a row quad, from the invocations that loaded it.
fn row_sums(row: u32, side: u32) -> vec4f {
  return tile_sums[row] + tile_sums[row + side] + tile_sums[row + 2u * side] + tile_sums[row + 3u * side];
}

@compute @workgroup_size(64)
fn tile(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let side = select(8u, 16u, WIDE); // quads along a side of the tile
  let across = (shape.n + side - 1u) / side;
  let down = (shape.m + 4u * side - 1u) / (4u * side);
  let number = group_of(group);
  let row = side * (number / across % down);
  let column = side * (number % across);
  let part = number / across / down;
  if (part >= shape.parts) { return; }
  let end = end_k(part);
  // As a loader: quad `mine` of a and of b; a narrow tile has 32 of each, so half of the invocations load either.
  let loads_a = WIDE || lane < 32u;
  let loads_b = WIDE || lane >= 32u;
  let mine = select(lane % 32u, lane, WIDE);
  let across_tile = mine % side;
  let along_k = mine / side;
  // As a multiplier: row quads ty and ty + 8, column quads tx and tx + 8.
  let tx = lane % 8u;
  let ty = lane / 8u;
  var c00 = mat4x4f(); var c01 = mat4x4f();
  var c10 = mat4x4f(); var c11 = mat4x4f();
  var sums = vec4f();
  for (var k = first_k(part); k < end; k += STEP) {
    let inside = k + along_k < end;
    if (loads_a && inside) {
      let q = quad_a(row + across_tile, k + along_k, z);
      for (var i = 0u; i < 4u; i++) { tile_a[i * MOST + mine] = q[i]; }
      if (NORM || PULL) { sums += along(q, row + across_tile, k + along_k, z); }
    }
    if (loads_b && inside) {
      let q = quad_b(k + along_k, column + across_tile, z);
      for (var i = 0u; i < 4u; i++) { tile_b[i * MOST + mine] = q[i]; }
    }
    workgroupBarrier();
    for (var s = 0u; s < min(STEP, end - k); s++) {
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
    if (loads_a) { tile_sums[mine] = sums; }
    workgroupBarrier();
  }
  let to = part * groups.z + z;
  put(row + ty, column + tx, to, c00, row_sums(ty, side));
  if (WIDE) {
    put(row + ty, column + tx + 8u, to, c01, row_sums(ty, side));
    put(row + ty + 8u, column + tx, to, c10, row_sums(ty + 8u, side));
    put(row + ty + 8u, column + tx + 8u, to, c11, row_sums(ty + 8u, side));
  }
}
