// What clip.wgsl decides about a replica, for adamw.wgsl.

struct Control {
  scale: f32, // of this step's gradient
  diverged: u32, // or stopped early (src/train/cohort.ts)
}
