// Continues matmul.wgsl for devices with subgroups. Four neighbouring invocations own four neighbouring blocks of c in the
// same rows: each loads a quarter of their quads of a, and all receive them by quadBroadcast, whatever the subgroup size.
//   quads16  16×4 of c per invocation: quick to compile
//   quads32  32×8 of c per invocation: fewest loads per multiplication
enable subgroups;

// The quad that invocation 0, 1, 2 or 3 of the four has loaded.
fn of_0(q: mat4x4f) -> mat4x4f { return mat4x4f(quadBroadcast(q[0], 0u), quadBroadcast(q[1], 0u), quadBroadcast(q[2], 0u), quadBroadcast(q[3], 0u)); }
fn of_1(q: mat4x4f) -> mat4x4f { return mat4x4f(quadBroadcast(q[0], 1u), quadBroadcast(q[1], 1u), quadBroadcast(q[2], 1u), quadBroadcast(q[3], 1u)); }
fn of_2(q: mat4x4f) -> mat4x4f { return mat4x4f(quadBroadcast(q[0], 2u), quadBroadcast(q[1], 2u), quadBroadcast(q[2], 2u), quadBroadcast(q[3], 2u)); }
fn of_3(q: mat4x4f) -> mat4x4f { return mat4x4f(quadBroadcast(q[0], 3u), quadBroadcast(q[1], 3u), quadBroadcast(q[2], 3u), quadBroadcast(q[3], 3u)); }

// No early return: all four must be there for a broadcast, and those beyond the edge load and drop.
@compute @workgroup_size(WORKGROUP)
fn quads16(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let across = (shape.n + 3u) / 4u;
  let four = (group_of(group) * WORKGROUP + lane) / 4u;
  let row = 4u * (four / across);
  let column = 4u * (four % across) + lane % 4u;
  let mine = row + lane % 4u;
  var c0 = mat4x4f(); var c1 = mat4x4f(); var c2 = mat4x4f(); var c3 = mat4x4f();
  var s = vec4f();
  for (var k = 0u; k < depth(TRANSPOSE_A); k++) {
    let q = left(mine, k, z, TRANSPOSE_A);
    let b0 = right(k, column, z, TRANSPOSE_A);
    c0 += b0 * of_0(q); c1 += b0 * of_1(q); c2 += b0 * of_2(q); c3 += b0 * of_3(q);
    if (NORM || PULL) { s += along(q, mine, k, z); }
  }
  let s0 = quadBroadcast(s, 0u); let s1 = quadBroadcast(s, 1u); let s2 = quadBroadcast(s, 2u); let s3 = quadBroadcast(s, 3u);
  put(row, column, z, c0, s0, TRANSPOSE_A); put(row + 1u, column, z, c1, s1, TRANSPOSE_A);
  put(row + 2u, column, z, c2, s2, TRANSPOSE_A); put(row + 3u, column, z, c3, s3, TRANSPOSE_A);
}

@compute @workgroup_size(WORKGROUP)
fn quads32(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let across = (shape.n + 7u) / 8u;
  let four = (group_of(group) * WORKGROUP + lane) / 4u;
  let row = 8u * (four / across);
  let column = 8u * (four % across) + 2u * (lane % 4u);
  let upper = row + lane % 4u;
  let lower = upper + 4u;
  var c00 = mat4x4f(); var c01 = mat4x4f(); var c10 = mat4x4f(); var c11 = mat4x4f();
  var c20 = mat4x4f(); var c21 = mat4x4f(); var c30 = mat4x4f(); var c31 = mat4x4f();
  var c40 = mat4x4f(); var c41 = mat4x4f(); var c50 = mat4x4f(); var c51 = mat4x4f();
  var c60 = mat4x4f(); var c61 = mat4x4f(); var c70 = mat4x4f(); var c71 = mat4x4f();
  var su = vec4f(); var sl = vec4f();
  for (var k = 0u; k < depth(TRANSPOSE_A); k++) {
    let b0 = right(k, column, z, TRANSPOSE_A);
    let b1 = right(k, column + 1u, z, TRANSPOSE_A);
    let u = left(upper, k, z, TRANSPOSE_A);
    let a0 = of_0(u); c00 += b0 * a0; c01 += b1 * a0;
    let a1 = of_1(u); c10 += b0 * a1; c11 += b1 * a1;
    let a2 = of_2(u); c20 += b0 * a2; c21 += b1 * a2;
    let a3 = of_3(u); c30 += b0 * a3; c31 += b1 * a3;
    let l = left(lower, k, z, TRANSPOSE_A);
    let a4 = of_0(l); c40 += b0 * a4; c41 += b1 * a4;
    let a5 = of_1(l); c50 += b0 * a5; c51 += b1 * a5;
    let a6 = of_2(l); c60 += b0 * a6; c61 += b1 * a6;
    let a7 = of_3(l); c70 += b0 * a7; c71 += b1 * a7;
    if (NORM || PULL) { su += along(u, upper, k, z); sl += along(l, lower, k, z); }
  }
  let s0 = quadBroadcast(su, 0u); put(row, column, z, c00, s0, TRANSPOSE_A); put(row, column + 1u, z, c01, s0, TRANSPOSE_A);
  let s1 = quadBroadcast(su, 1u); put(row + 1u, column, z, c10, s1, TRANSPOSE_A); put(row + 1u, column + 1u, z, c11, s1, TRANSPOSE_A);
  let s2 = quadBroadcast(su, 2u); put(row + 2u, column, z, c20, s2, TRANSPOSE_A); put(row + 2u, column + 1u, z, c21, s2, TRANSPOSE_A);
  let s3 = quadBroadcast(su, 3u); put(row + 3u, column, z, c30, s3, TRANSPOSE_A); put(row + 3u, column + 1u, z, c31, s3, TRANSPOSE_A);
  let s4 = quadBroadcast(sl, 0u); put(row + 4u, column, z, c40, s4, TRANSPOSE_A); put(row + 4u, column + 1u, z, c41, s4, TRANSPOSE_A);
  let s5 = quadBroadcast(sl, 1u); put(row + 5u, column, z, c50, s5, TRANSPOSE_A); put(row + 5u, column + 1u, z, c51, s5, TRANSPOSE_A);
  let s6 = quadBroadcast(sl, 2u); put(row + 6u, column, z, c60, s6, TRANSPOSE_A); put(row + 6u, column + 1u, z, c61, s6, TRANSPOSE_A);
  let s7 = quadBroadcast(sl, 3u); put(row + 7u, column, z, c70, s7, TRANSPOSE_A); put(row + 7u, column + 1u, z, c71, s7, TRANSPOSE_A);
}
