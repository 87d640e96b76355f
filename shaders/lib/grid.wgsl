// Grids of one dimension. All workgroups lie along x up to 65535 of them, then they go on in y: grid() in src/gpu/kernel.ts.

const FOLD = 65535u; // workgroups

// Which workgroup of the grid this is, by workgroup_id.
fn group_of(group: vec3u) -> u32 { return group.y * FOLD + group.x; }

// Which invocation of the grid this is, by global_invocation_id, in workgroups of 64.
fn invocation_of(id: vec3u) -> u32 { return id.y * FOLD * 64u + id.x; }
