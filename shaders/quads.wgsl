// Do four neighbouring invocations receive each other's values by quadBroadcast? The specification does not promise it.
enable subgroups;

@group(0) @binding(0) var<storage, read_write> seen: array<vec4u>; // [64] what each invocation receives: its four's indices

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  seen[lane] = vec4u(quadBroadcast(lane, 0u), quadBroadcast(lane, 1u), quadBroadcast(lane, 2u), quadBroadcast(lane, 3u));
}
