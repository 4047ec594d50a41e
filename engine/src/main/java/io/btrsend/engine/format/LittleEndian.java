package io.btrsend.engine.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads and writes the packed little-endian integers that all btrfs structures are made of. An
 * access outside the array throws {@link IndexOutOfBoundsException}; parsers check lengths first.
 */
public final class LittleEndian {
  private static final VarHandle U16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle U32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle U64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /** The byte at {@code at}, 0..255. */
  public static int u8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  /** The two bytes at {@code at}, 0..65535. */
  public static int u16(byte[] bytes, int at) {
    return (short) U16.get(bytes, at) & 0xffff;
  }

  /** The four bytes at {@code at} as a signed number. */
  public static int i32(byte[] bytes, int at) {
    return (int) U32.get(bytes, at);
  }

  /** The four bytes at {@code at}, 0..2^32-1. */
  public static long u32(byte[] bytes, int at) {
    return (int) U32.get(bytes, at) & 0xffffffffL;
  }

  /** The eight bytes at {@code at}; unsigned, compare with {@link Long#compareUnsigned}. */
  public static long u64(byte[] bytes, int at) {
    return (long) U64.get(bytes, at);
  }

  public static void putU16(byte[] bytes, int at, int value) {
    U16.set(bytes, at, (short) value);
  }

  public static void putU32(byte[] bytes, int at, int value) {
    U32.set(bytes, at, value);
  }

  public static void putU64(byte[] bytes, int at, long value) {
    U64.set(bytes, at, value);
  }
}
