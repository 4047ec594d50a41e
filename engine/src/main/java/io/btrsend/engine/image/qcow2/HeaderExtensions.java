package io.btrsend.engine.image.qcow2;

import io.btrsend.engine.ImageAccessException;
import io.btrsend.engine.image.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What follows the header of a qcow2 image: records of a type (4 bytes), a length (4 bytes) and
 * data padded to 8 bytes, up to type 0. Source: Qcow2 Image File Format, "Header extensions".
 */
final class HeaderExtensions {
  private static final int END = 0;
  private static final int BACKING_FORMAT = 0xe2792aca;
  private static final int FEATURE_NAMES = 0x6803f857;
  private static final int DATA_FILE_NAME = 0x44415441;

  private static final int RECORD_HEAD = 8;

  /** In the table of feature names: type, bit number, name. */
  private static final int FEATURE_LENGTH = 48;

  private static final int FEATURE_NAME = 2;

  private String backingFormat;
  private String dataFile;
  private byte[] featureNames = {};

  private HeaderExtensions() {}

  /**
   * The extensions in a part of the first cluster.
   *
   * @param head the beginning of the file
   * @param from where they begin
   * @param to where they must have ended
   */
  static HeaderExtensions parse(ByteSource file, ByteBuffer head, int from, int to) {
    HeaderExtensions found = new HeaderExtensions();
    int at = from;
    while (at <= to - RECORD_HEAD && head.getInt(at) != END) {
      int type = head.getInt(at);
      int length = head.getInt(at + 4);
      at += RECORD_HEAD;
      if (length < 0 || length > to - at) {
        throw new ImageAccessException(
            String.format(
                "%s: malformed qcow2 header: extension %08x of %s bytes at byte %d",
                file.name(), type, Integer.toUnsignedString(length), at - RECORD_HEAD));
      }
      byte[] data = new byte[length];
      head.get(at, data);
      found.add(type, data);
      at += (length + 7) & ~7;
    }
    return found;
  }

  private void add(int type, byte[] data) {
    switch (type) {
      case BACKING_FORMAT -> backingFormat = new String(data, StandardCharsets.UTF_8);
      case DATA_FILE_NAME -> dataFile = new String(data, StandardCharsets.UTF_8);
      case FEATURE_NAMES -> featureNames = data;
      default -> {
        // A reader that does not know an extension does not need it.
      }
    }
  }

  /** The format of the backing file; null if it is not given. */
  String backingFormat() {
    return backingFormat;
  }

  /** The name of the external data file; null if it is not given. */
  String dataFile() {
    return dataFile;
  }

  /** What the image calls an incompatible feature: its name if the image has it, and its bit. */
  String incompatibleFeature(int bit) {
    for (int at = 0; at <= featureNames.length - FEATURE_LENGTH; at += FEATURE_LENGTH) {
      if (featureNames[at] == 0 && featureNames[at + 1] == bit) {
        String name =
            new String(
                featureNames,
                at + FEATURE_NAME,
                FEATURE_LENGTH - FEATURE_NAME,
                StandardCharsets.US_ASCII);
        return '"' + printable(name) + "\" (bit " + bit + ")";
      }
    }
    return "of bit " + bit;
  }

  private static String printable(String padded) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < padded.length() && padded.charAt(i) != 0; i++) {
      char c = padded.charAt(i);
      name.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return name.toString();
  }
}
