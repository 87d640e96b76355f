// The simplest traffic there is: a long array copied from one buffer to another, each invocation four vec4, neighbours side by side.

struct Work {
  quarter: u32, // invocations: a fourth of the vec4 to copy
}

@group(0) @binding(0) var<uniform> work: Work;
@group(0) @binding(1) var<storage, read> original: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> duplicate: array<vec4f>;

@compute @workgroup_size(64)
fn copy(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let q = work.quarter;
  duplicate[i] = original[i];
  duplicate[i + q] = original[i + q];
  duplicate[i + 2u * q] = original[i + 2u * q];
  duplicate[i + 3u * q] = original[i + 3u * q];
}
