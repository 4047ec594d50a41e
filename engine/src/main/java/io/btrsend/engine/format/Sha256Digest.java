package io.btrsend.engine.format;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, computed by the Java platform. */
final class Sha256Digest extends ChecksumDigest {
  private final MessageDigest sha256;

  Sha256Digest() {
    super(ChecksumType.SHA256);
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void digest(ByteBuffer data, byte[] out, int at) {
    sha256.update(data);
    try {
      sha256.digest(out, at, ChecksumType.SHA256.length());
    } catch (DigestException e) {
      throw new IndexOutOfBoundsException("no room for a SHA-256 at " + at);
    }
  }
}
