// Opens the GPU, or says in one sentence why that is impossible and in another what helps in this browser.

export type OpenedDevice =
  | { readonly ok: true; readonly device: GPUDevice; readonly adapter: string; readonly software: boolean }
  | { readonly ok: false; readonly reason: string; readonly advice: string };

/** What the kernels need; every WebGPU device has it, but an adapter in compatibility mode may not. */
const needed = {
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 64,
  maxComputeWorkgroupStorageSize: 9216,
  maxStorageBufferBindingSize: 2 ** 27,
} as const;

/** What makes some kernels faster, or shows how fast they are; nothing needs it. */
const welcome: readonly GPUFeatureName[] = ['subgroups', 'shader-f16', 'timestamp-query'];

/** `where` is the user agent; `secure` is isSecureContext. */
export async function openDevice(gpu: GPU | undefined, secure: boolean, where: string): Promise<OpenedDevice> {
  if (!gpu) {
    return secure
      ? { ok: false, reason: 'This browser has no WebGPU.', advice: adviceFor(where) }
      : {
          ok: false,
          reason: 'WebGPU is switched off because this page was not loaded over a secure connection.',
          advice: 'Open the page through https:// or from localhost.',
        };
  }
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    return { ok: false, reason: `WebGPU failed to look for a GPU: ${messageOf(error)}`, advice: restart };
  }
  if (!adapter)
    return {
      ok: false,
      reason: 'WebGPU is there, but the browser offers it no GPU.',
      advice: adviceForNoAdapter(where),
    };
  const lacking = (Object.keys(needed) as (keyof typeof needed)[]).find((limit) => adapter.limits[limit] < needed[limit]);
  if (lacking)
    return {
      ok: false,
      reason: `This GPU is too limited: ${lacking} is ${adapter.limits[lacking]}, and training needs ${needed[lacking]}.`,
      advice: 'Another browser or another machine may offer more.',
    };
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  try {
    // Larger buffers than the default only where the adapter has them: large experiments need them, small ones do not.
    const device = await adapter.requestDevice({
      label: 'plateau',
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
      requiredFeatures: welcome.filter((feature) => adapter.features.has(feature)),
    });
    return { ok: true, device, adapter: nameOf(adapter.info), software: isSoftware(adapter.info) };
  } catch (error) {
    return { ok: false, reason: `The GPU refused to start: ${messageOf(error)}`, advice: restart };
  }
}

const restart = 'Restart the browser; if that does not help, update the graphics driver.';

function adviceFor(where: string): string {
  if (/Firefox\//.test(where))
    return 'Use Firefox 141 or later on Windows, 145 or later on a Mac with Apple silicon, or Chrome or Edge.';
  if (/iPhone|iPad/.test(where)) return 'Update to iOS 26 or later.';
  if (/Android/.test(where)) return 'Use Chrome 121 or later.';
  if (/Chrome\//.test(where)) return 'Update Chrome or Edge: version 113 or later has WebGPU, on Linux version 144.';
  if (/Safari\//.test(where)) return 'Update to Safari 26 or later, or use Chrome.';
  return 'Use a recent Chrome, Edge, Safari or Firefox.';
}

function adviceForNoAdapter(where: string): string {
  if (/Linux/.test(where) && /Chrome\//.test(where))
    return 'On Linux, open chrome://flags, enable “Unsafe WebGPU Support” and “Vulkan”, and restart Chrome.';
  return `${restart} Hardware acceleration must be switched on in the browser’s settings.`;
}

function nameOf({ vendor, architecture, description }: GPUAdapterInfo): string {
  return [vendor, architecture].filter(Boolean).join(' ') || description || 'unnamed GPU';
}

/** A CPU that plays GPU: SwiftShader, lavapipe, Microsoft's basic renderer. */
function isSoftware(info: GPUAdapterInfo): boolean {
  const text = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`.toLowerCase();
  return info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/.test(text);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
