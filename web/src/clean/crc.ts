// CRC-32 as PNG and zip have it (ISO 3309).

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

/** The CRC of data; give the CRC of what went before to go on from there. */
export function crc32(data: Uint8Array, before = 0): number {
  let c = ~before;
  for (let i = 0; i < data.length; i++) c = (table[(c ^ (data[i] as number)) & 255] as number) ^ (c >>> 8);
  return ~c >>> 0;
}
