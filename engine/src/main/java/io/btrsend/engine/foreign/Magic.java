package io.btrsend.engine.foreign;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** One way to recognise a format. */
interface Magic {
  /** Whether a file has it. */
  boolean isIn(Sample sample);

  /** A text at an offset; each character is a byte. */
  static Magic text(long offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return sample -> sample.has(offset, bytes);
  }

  /** Bytes at an offset, as hexadecimal digits. */
  static Magic hex(long offset, String digits) {
    byte[] bytes = HexFormat.of().parseHex(digits);
    return sample -> sample.has(offset, bytes);
  }

  /** Both. */
  static Magic both(Magic one, Magic other) {
    return sample -> one.isIn(sample) && other.isIn(sample);
  }

  /** A physical volume has its label in one of the first four sectors. */
  static Magic lvmLabel() {
    return sample -> {
      for (long at = 0; at < 4 * 512; at += 512) {
        if (both(text(at, "LABELONE"), text(at + 24, "LVM2 001")).isIn(sample)) {
          return true;
        }
      }
      return false;
    };
  }

  /** The first label of a pool's device has an array of uberblocks, in either byte order. */
  static Magic uberblock() {
    return sample -> {
      for (long at = 128 << 10; at < 256 << 10; at += 1 << 10) {
        if (hex(at, "0cb1ba0000000000").isIn(sample) || hex(at, "0000000000bab10c").isIn(sample)) {
          return true;
        }
      }
      return false;
    };
  }

  /**
   * An extended filesystem whose superblock has at least one of the features given by bits of the
   * three feature fields; if no bits are given, any extended filesystem.
   */
  static Magic extended(int compatible, int incompatible, int readOnly) {
    Magic magic = hex(1024 + 56, "53ef");
    boolean any = (compatible | incompatible | readOnly) == 0;
    return sample ->
        magic.isIn(sample)
            && (any
                || (u32(sample, 1024 + 92) & compatible) != 0
                || (u32(sample, 1024 + 96) & incompatible) != 0
                || (u32(sample, 1024 + 100) & readOnly) != 0);
  }

  private static int u32(Sample sample, int at) {
    return sample.u8(at)
        | (sample.u8(at + 1) << 8)
        | (sample.u8(at + 2) << 16)
        | (sample.u8(at + 3) << 24);
  }

  /** Superblock version 1.0 of an array lies 8 to 12 KiB before the end, aligned to 4 KiB. */
  static Magic arrayVersion10() {
    return sample -> hex(((sample.size() / 512 - 16) & -8) * 512, "fc4e2ba901000000").isIn(sample);
  }

  /** Superblock version 0.90 of an array lies 64 to 128 KiB before the end, aligned to 64 KiB. */
  static Magic arrayVersion090() {
    return sample -> hex((sample.size() & -(64 << 10)) - (64 << 10), "fc4e2ba9").isIn(sample);
  }

  /** A text at the beginning of the last sector. */
  static Magic lastSector(String text) {
    return sample -> text(sample.size() - 512, text).isIn(sample);
  }

  /**
   * The first packet of a message that OpenPGP encrypted without armour: a session key encrypted
   * for a public key (tag 1, version 3) or a passphrase (tag 3, version 4), with a length of one or
   * two bytes. Source: RFC 4880, 4.2, 5.1, 5.3.
   */
  static Magic pgpPacket() {
    return sample -> {
      int first = sample.u8(0);
      if (first < 0x80) {
        return false;
      }
      boolean isNew = (first & 0x40) != 0;
      int tag = isNew ? first & 0x3f : (first >> 2) & 0xf;
      int lengthType = isNew ? lengthTypeOfNew(sample.u8(1)) : first & 3;
      int body = 2 + lengthType;
      if (lengthType > 1) {
        return false;
      }
      return switch (tag) {
        case 1 -> sample.u8(body) == 3 && isPublicKeyAlgorithm(sample.u8(body + 9));
        case 3 -> sample.u8(body) == 4 && isCipherAndKey(sample, body + 1);
        default -> false;
      };
    };
  }

  /** 0 for a length of one byte, 1 for two, 2 for others. */
  private static int lengthTypeOfNew(int octet) {
    if (octet < 192) {
      return 0;
    }
    return octet < 224 ? 1 : 2;
  }

  private static boolean isPublicKeyAlgorithm(int number) {
    return number == 1 || number == 2 || number == 16 || number == 18;
  }

  /** A cipher of OpenPGP, and a way to make a key of a passphrase. */
  private static boolean isCipherAndKey(Sample sample, int at) {
    int cipher = sample.u8(at);
    int way = sample.u8(at + 1);
    return cipher >= 1 && cipher <= 13 && (way == 0 || way == 1 || way == 3);
  }
}
