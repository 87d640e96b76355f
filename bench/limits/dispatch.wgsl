// Next to nothing, so that only the dispatch itself costs. Each one reads what the one before it wrote, as in a training step.

@group(0) @binding(0) var<storage, read> before: array<f32>;
@group(0) @binding(1) var<storage, read_write> after: array<f32>;

@compute @workgroup_size(64)
fn forth(@builtin(global_invocation_id) id: vec3u) { after[id.x] = before[id.x] + 1.0; }

@compute @workgroup_size(64)
fn back(@builtin(global_invocation_id) id: vec3u) { after[id.x] = before[id.x] - 1.0; }
