// Width and height of a picture, read from its own header, so that the demo does not have to believe the service.
export function sizeOf(bytes) {
  if (bytes.subarray(1, 4).toString() === 'PNG') {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    return sizeOfJpeg(bytes);
  }
  if (bytes.subarray(8, 12).toString() === 'WEBP') {
    return sizeOfWebp(bytes);
  }
  // AVIF: the property ispe holds version and flags, then the width and the height (ISO/IEC 23008-12, section 6.5.3).
  const ispe = bytes.indexOf('ispe');
  return ispe < 0 ? null : { width: bytes.readUInt32BE(ispe + 8), height: bytes.readUInt32BE(ispe + 12) };
}

/** The first start-of-frame segment (ITU T.81, section B.2.2): C0 to CF but for C4, C8 and CC. */
function sizeOfJpeg(bytes) {
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    }
  }
  return null;
}

/** Lossy (VP8), lossless (VP8L) and extended (VP8X) files say it in different places (RFC 9649, section 2). */
function sizeOfWebp(bytes) {
  switch (bytes.subarray(12, 16).toString()) {
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    default:
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  }
}
