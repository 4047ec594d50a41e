package io.btrsend.engine.format;

import java.nio.ByteBuffer;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/** BLAKE2b with a digest of 32 bytes, without key, salt or personalisation. */
final class Blake2bChecksumDigest extends ChecksumDigest {
  private final Blake2bDigest blake2b = new Blake2bDigest(8 * ChecksumType.BLAKE2B.length());
  private final byte[] piece = new byte[4096];

  Blake2bChecksumDigest() {
    super(ChecksumType.BLAKE2B);
  }

  @Override
  public void digest(ByteBuffer data, byte[] out, int at) {
    if (data.hasArray()) {
      blake2b.update(data.array(), data.arrayOffset() + data.position(), data.remaining());
      data.position(data.limit());
    }
    while (data.hasRemaining()) {
      int length = Math.min(piece.length, data.remaining());
      data.get(piece, 0, length);
      blake2b.update(piece, 0, length);
    }
    blake2b.doFinal(out, at);
  }
}
