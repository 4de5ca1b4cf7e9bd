/** A recording in the browser's own format as WAV, one channel of 16 bits, which every server reads. */
export async function wav(recording: Blob): Promise<Blob> {
  const context = new AudioContext();
  try {
    const sound = await context.decodeAudioData(await recording.arrayBuffer());
    const channels = Array.from({ length: sound.numberOfChannels }, (_, at) => sound.getChannelData(at));
    return written(mixed(channels, sound.length), sound.sampleRate);
  } finally {
    await context.close();
  }
}

function mixed(channels: readonly Float32Array[], count: number): Float32Array {
  const whole = new Float32Array(count);
  for (const one of channels)
    for (let at = 0; at < count; at += 1) whole[at] = (whole[at] ?? 0) + (one[at] ?? 0) / channels.length;
  return whole;
}

/** Samples from -1 to 1 as a file. */
export function written(samples: Float32Array, rate: number): Blob {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const word = (at: number, text: string) => {
    for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index));
  };
  word(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, samples.length * 2, true);
  for (const [at, sample] of samples.entries())
    view.setInt16(44 + at * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
  return new Blob([view.buffer], { type: "audio/wav" });
}
