// Import before webgpu-utils: it names Float16Array while loading, which Node 20 and many browsers lack (we use no f16 view).
(globalThis as { Float16Array?: unknown }).Float16Array ??= class extends Uint16Array {};
