package io.btrsend.engine.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * UUIDs as btrfs stores them: 16 bytes in printing order, so that the most significant bits are the
 * first 8 bytes read big-endian. Source: on-disk format 1.1.
 */
public final class Uuids {
  public static final int LENGTH = 16;

  /** Stands for "none" wherever a UUID is optional. */
  public static final UUID ZERO = new UUID(0, 0);

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Uuids() {}

  /** Decodes the {@value #LENGTH} bytes at {@code at}. */
  public static UUID read(byte[] bytes, int at) {
    return new UUID((long) BIG_ENDIAN.get(bytes, at), (long) BIG_ENDIAN.get(bytes, at + 8));
  }

  /** Stores {@value #LENGTH} bytes at {@code at}. */
  public static void write(byte[] bytes, int at, UUID uuid) {
    BIG_ENDIAN.set(bytes, at, uuid.getMostSignificantBits());
    BIG_ENDIAN.set(bytes, at + 8, uuid.getLeastSignificantBits());
  }

  /** Whether the bytes at {@code at} are this UUID. Creates no object. */
  public static boolean matches(byte[] bytes, int at, UUID uuid) {
    return (long) BIG_ENDIAN.get(bytes, at) == uuid.getMostSignificantBits()
        && (long) BIG_ENDIAN.get(bytes, at + 8) == uuid.getLeastSignificantBits();
  }
}
