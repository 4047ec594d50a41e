package io.btrsend.engine.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An empty image of 1 MiB, version 3, whose header says what a test wants it to say. */
final class HeaderBytes {
  private static final int CLUSTER = 64 << 10;
  private static final int EXTENSIONS = 112;

  private final ByteBuffer bytes = ByteBuffer.allocate(2 * CLUSTER);
  private int extensionsEnd = EXTENSIONS;

  HeaderBytes() {
    bytes.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 16).putLong(24, 1 << 20);
    bytes.putInt(36, 1).putLong(40, CLUSTER).putInt(96, 4).putInt(100, EXTENSIONS);
  }

  HeaderBytes u32(int at, int value) {
    bytes.putInt(at, value);
    return this;
  }

  HeaderBytes u64(int at, long value) {
    bytes.putLong(at, value);
    return this;
  }

  HeaderBytes extension(int type, String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    bytes.putInt(extensionsEnd, type).putInt(extensionsEnd + 4, data.length);
    bytes.put(extensionsEnd + 8, data);
    extensionsEnd += 8 + ((data.length + 7) & ~7);
    return this;
  }

  HeaderBytes backing(String name, String format) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    bytes.putLong(8, 4096).putInt(16, text.length).put(4096, text);
    return format == null ? this : extension(0xe2792aca, format);
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes.array());
  }
}
