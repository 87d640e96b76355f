// Opens the GPU, or says why that is impossible and what helps in this browser.

import { message, messageOf, type Message } from '#src/words/message.ts';

/** What kernels suit it: a CPU that plays GPU; a GPU beside a CPU, with few cores; one of its own, with many. */
export type DeviceKind = 'software' | 'integrated' | 'discrete';

export type OpenedDevice =
  | {
      readonly ok: true;
      readonly device: GPUDevice;
      readonly adapter: string;
      readonly kind: DeviceKind;
      readonly software: boolean; // of that kind
    }
  | { readonly ok: false; readonly reason: Message; readonly advice: Message };

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
      ? { ok: false, reason: message('noWebgpu'), advice: adviceFor(where) }
      : {
          ok: false,
          reason: message('insecure'),
          advice: message('insecureAdvice'),
        };
  }
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (error) {
    return { ok: false, reason: message('adapterFailed', { why: messageOf(error) }), advice: message('restart') };
  }
  if (!adapter)
    return {
      ok: false,
      reason: message('noAdapter'),
      advice: adviceForNoAdapter(where),
    };
  const lacking = (Object.keys(needed) as (keyof typeof needed)[]).find((limit) => adapter.limits[limit] < needed[limit]);
  if (lacking)
    return {
      ok: false,
      reason: message('adapterTooLimited', { limit: lacking, found: adapter.limits[lacking], needed: needed[lacking] }),
      advice: message('adapterTooLimitedAdvice'),
    };
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  try {
    // Larger buffers than the default only where the adapter has them: large experiments need them, small ones do not.
    const device = await adapter.requestDevice({
      label: 'plateau',
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
      requiredFeatures: welcome.filter((feature) => adapter.features.has(feature)),
    });
    const kind = kindOf(adapter.info);
    return { ok: true, device, adapter: nameOf(adapter.info), kind, software: kind === 'software' };
  } catch (error) {
    return { ok: false, reason: message('deviceRefused', { why: messageOf(error) }), advice: message('restart') };
  }
}

function adviceFor(where: string): Message {
  if (/Firefox\//.test(where)) return message('updateFirefox');
  if (/iPhone|iPad/.test(where)) return message('updateIos');
  if (/Android/.test(where)) return message('updateAndroid');
  if (/Chrome\//.test(where)) return message('updateChrome');
  if (/Safari\//.test(where)) return message('updateSafari');
  return message('otherBrowser');
}

const adviceForNoAdapter = (where: string): Message =>
  message(/Linux/.test(where) && /Chrome\//.test(where) ? 'chromeOnLinux' : 'hardwareAcceleration');

function nameOf({ vendor, architecture, description }: GPUAdapterInfo): string {
  return [vendor, architecture].filter(Boolean).join(' ') || description || 'unnamed GPU';
}

/** Software: SwiftShader, lavapipe, Microsoft's basic renderer. Nothing says whether a GPU has cards' memory of its own, so vendors do. */
export function kindOf(info: GPUAdapterInfo): DeviceKind {
  const text = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`.toLowerCase();
  if (info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/.test(text)) return 'software';
  return /nvidia|amd\b|radeon/.test(text) ? 'discrete' : 'integrated';
}
