package io.btrsend.engine.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The standard CRC-32C, stored little-endian. */
final class Crc32cDigest extends ChecksumDigest {
  private final CRC32C crc = new CRC32C();

  Crc32cDigest() {
    super(ChecksumType.CRC32C);
  }

  @Override
  public void digest(ByteBuffer data, byte[] out, int at) {
    crc.reset();
    crc.update(data);
    LittleEndian.putU32(out, at, (int) crc.getValue());
  }
}
