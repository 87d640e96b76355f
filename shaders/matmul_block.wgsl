// Continues matmul.wgsl: blocks of c in the registers of one invocation, no workgroup memory. Few loads and no barriers, which is
// best on CPU adapters, where a load costs more than a multiplication. Runs everywhere.
//   block8   8×8 of c: the plainest
//   block16  16×16 of c

@compute @workgroup_size(WORKGROUP)
fn block8(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let across = (shape.n + 1u) / 2u;
  let down = (shape.m + 7u) / 8u;
  let own = group_of(group) * WORKGROUP + lane;
  let row = 2u * (own / across % down);
  let column = 2u * (own % across);
  let part = own / across / down;
  if (part >= shape.parts) { return; }
  var c00 = mat4x4f(); var c01 = mat4x4f();
  var c10 = mat4x4f(); var c11 = mat4x4f();
  var s0 = vec4f(); var s1 = vec4f();
  for (var k = first_k(part, TRANSPOSE_A); k < end_k(part, TRANSPOSE_A); k++) {
    let b0 = right(k, column, z, TRANSPOSE_A);
    let b1 = right(k, column + 1u, z, TRANSPOSE_A);
    let a0 = left(row, k, z, TRANSPOSE_A); c00 += b0 * a0; c01 += b1 * a0;
    let a1 = left(row + 1u, k, z, TRANSPOSE_A); c10 += b0 * a1; c11 += b1 * a1;
    if (NORM || PULL) { s0 += along(a0, row, k, z); s1 += along(a1, row + 1u, k, z); }
  }
  let to = part * groups.z + z;
  put(row, column, to, c00, s0, TRANSPOSE_A); put(row, column + 1u, to, c01, s0, TRANSPOSE_A);
  put(row + 1u, column, to, c10, s1, TRANSPOSE_A); put(row + 1u, column + 1u, to, c11, s1, TRANSPOSE_A);
}

@compute @workgroup_size(WORKGROUP)
fn block16(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let across = (shape.n + 3u) / 4u;
  let down = (shape.m + 15u) / 16u;
  let own = group_of(group) * WORKGROUP + lane;
  let row = 4u * (own / across % down);
  let column = 4u * (own % across);
  let part = own / across / down;
  if (part >= shape.parts) { return; }
  var c00 = mat4x4f(); var c01 = mat4x4f(); var c02 = mat4x4f(); var c03 = mat4x4f();
  var c10 = mat4x4f(); var c11 = mat4x4f(); var c12 = mat4x4f(); var c13 = mat4x4f();
  var c20 = mat4x4f(); var c21 = mat4x4f(); var c22 = mat4x4f(); var c23 = mat4x4f();
  var c30 = mat4x4f(); var c31 = mat4x4f(); var c32 = mat4x4f(); var c33 = mat4x4f();
  var s0 = vec4f(); var s1 = vec4f(); var s2 = vec4f(); var s3 = vec4f();
  for (var k = first_k(part, TRANSPOSE_A); k < end_k(part, TRANSPOSE_A); k++) {
    let b0 = right(k, column, z, TRANSPOSE_A);
    let b1 = right(k, column + 1u, z, TRANSPOSE_A);
    let b2 = right(k, column + 2u, z, TRANSPOSE_A);
    let b3 = right(k, column + 3u, z, TRANSPOSE_A);
    let a0 = left(row, k, z, TRANSPOSE_A); c00 += b0 * a0; c01 += b1 * a0; c02 += b2 * a0; c03 += b3 * a0;
    let a1 = left(row + 1u, k, z, TRANSPOSE_A); c10 += b0 * a1; c11 += b1 * a1; c12 += b2 * a1; c13 += b3 * a1;
    let a2 = left(row + 2u, k, z, TRANSPOSE_A); c20 += b0 * a2; c21 += b1 * a2; c22 += b2 * a2; c23 += b3 * a2;
    let a3 = left(row + 3u, k, z, TRANSPOSE_A); c30 += b0 * a3; c31 += b1 * a3; c32 += b2 * a3; c33 += b3 * a3;
    if (NORM || PULL) {
      s0 += along(a0, row, k, z); s1 += along(a1, row + 1u, k, z);
      s2 += along(a2, row + 2u, k, z); s3 += along(a3, row + 3u, k, z);
    }
  }
  let to = part * groups.z + z;
  put(row, column, to, c00, s0, TRANSPOSE_A); put(row, column + 1u, to, c01, s0, TRANSPOSE_A);
  put(row, column + 2u, to, c02, s0, TRANSPOSE_A); put(row, column + 3u, to, c03, s0, TRANSPOSE_A);
  put(row + 1u, column, to, c10, s1, TRANSPOSE_A); put(row + 1u, column + 1u, to, c11, s1, TRANSPOSE_A);
  put(row + 1u, column + 2u, to, c12, s1, TRANSPOSE_A); put(row + 1u, column + 3u, to, c13, s1, TRANSPOSE_A);
  put(row + 2u, column, to, c20, s2, TRANSPOSE_A); put(row + 2u, column + 1u, to, c21, s2, TRANSPOSE_A);
  put(row + 2u, column + 2u, to, c22, s2, TRANSPOSE_A); put(row + 2u, column + 3u, to, c23, s2, TRANSPOSE_A);
  put(row + 3u, column, to, c30, s3, TRANSPOSE_A); put(row + 3u, column + 1u, to, c31, s3, TRANSPOSE_A);
  put(row + 3u, column + 2u, to, c32, s3, TRANSPOSE_A); put(row + 3u, column + 3u, to, c33, s3, TRANSPOSE_A);
}
