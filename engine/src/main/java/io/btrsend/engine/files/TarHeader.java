package io.btrsend.engine.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * One header of a tar archive.
 *
 * <pre>
 *    0 100 name            124 12 size        265  32 user name
 *  100   8 mode            136 12 mtime       297  32 group name
 *  108   8 uid             148  8 checksum    329   8 device major
 *  116   8 gid             156  1 type        337   8 device minor
 *                          157 100 link name  345 155 prefix of the name
 *                          257  8 magic       500
 * </pre>
 *
 * <p>Numbers are octal digits that end with a space or zero. A number or name that does not fit is
 * cut off; a pax header before this one has the whole. Source: POSIX.1-2017, pax, ustar interchange
 * format.
 */
final class TarHeader {
  /** Bytes of a header, and the unit of the whole archive. */
  static final int BLOCK = 512;

  static final byte FILE = '0';
  static final byte HARD_LINK = '1';
  static final byte SYMBOLIC_LINK = '2';
  static final byte CHARACTER_DEVICE = '3';
  static final byte BLOCK_DEVICE = '4';
  static final byte DIRECTORY = '5';
  static final byte FIFO = '6';
  static final byte PAX = 'x';

  static final int NAME_LENGTH = 100;
  private static final int NAME = 0;
  private static final int MODE = 100;
  private static final int UID = 108;
  private static final int GID = 116;
  private static final int SIZE = 124;
  private static final int MTIME = 136;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int LINK_NAME = 157;
  private static final int MAGIC = 257;
  private static final int MAJOR = 329;
  private static final int MINOR = 337;

  private static final int SHORT_DIGITS = 7;
  private static final int LONG_DIGITS = 11;

  private final byte[] bytes = new byte[BLOCK];

  TarHeader(byte type, byte[] name) {
    bytes[TYPE] = type;
    put(NAME, name);
    put(MAGIC, "ustar\00000".getBytes(US_ASCII));
    owner(0, 0);
    octal(MODE, SHORT_DIGITS, 0);
    octal(SIZE, LONG_DIGITS, 0);
    octal(MTIME, LONG_DIGITS, 0);
  }

  /** Whether a size or time fits, so that no pax record is needed. */
  static boolean fitsLong(long value) {
    return value >= 0 && value < 1L << (3 * LONG_DIGITS);
  }

  /** Whether an owner fits. */
  static boolean fitsShort(long value) {
    return value >= 0 && value < 1L << (3 * SHORT_DIGITS);
  }

  TarHeader mode(int permissions) {
    octal(MODE, SHORT_DIGITS, permissions);
    return this;
  }

  TarHeader owner(long uid, long gid) {
    octal(UID, SHORT_DIGITS, fitsShort(uid) ? uid : 0);
    octal(GID, SHORT_DIGITS, fitsShort(gid) ? gid : 0);
    return this;
  }

  TarHeader size(long size) {
    octal(SIZE, LONG_DIGITS, fitsLong(size) ? size : 0);
    return this;
  }

  TarHeader mtime(long seconds) {
    octal(MTIME, LONG_DIGITS, fitsLong(seconds) ? seconds : 0);
    return this;
  }

  TarHeader link(byte[] target) {
    put(LINK_NAME, target);
    return this;
  }

  TarHeader device(long major, long minor) {
    octal(MAJOR, SHORT_DIGITS, major);
    octal(MINOR, SHORT_DIGITS, minor);
    return this;
  }

  /** The whole header; the checksum counts its own field as spaces. */
  byte[] toBytes() {
    Arrays.fill(bytes, CHECKSUM, CHECKSUM + 8, (byte) ' ');
    int sum = 0;
    for (byte value : bytes) {
      sum += value & 0xff;
    }
    octal(CHECKSUM, 6, sum);
    bytes[CHECKSUM + 6] = 0;
    return bytes;
  }

  private void put(int at, byte[] value) {
    System.arraycopy(value, 0, bytes, at, Math.min(value.length, NAME_LENGTH));
  }

  private void octal(int at, int digits, long value) {
    long left = value;
    for (int i = at + digits - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + (left & 7));
      left >>>= 3;
    }
  }
}
