package io.btrsend.engine.send;

import io.btrsend.engine.stream.StreamStatistics.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stream consists of, as it is known when everything is decided. All sizes are bytes.
 *
 * @param kinds commands by kind, in the order of their numbers; with headers, but for that of the
 *     stream
 * @param written file data in WRITE commands, {@code zeros} included
 * @param zeros holes and preallocated space among them, which take no reading
 * @param encoded compressed data in ENCODED_WRITE commands
 * @param encodedFile what of files that stands for
 * @param cloned what of files the CLONE commands stand for
 * @param updated what of files the UPDATE_EXTENT commands stand for
 * @param punched holes in FALLOCATE commands
 * @param inodes created, changed and deleted
 */
public record SendCounts(
    List<Kind> kinds,
    long written,
    long zeros,
    long encoded,
    long encodedFile,
    long cloned,
    long updated,
    long punched,
    Inodes inodes) {

  /** Of a stream without a command. */
  public static final SendCounts NOTHING =
      new SendCounts(List.of(), 0, 0, 0, 0, 0, 0, 0, new Inodes(0, 0, 0));

  /**
   * Inodes by what becomes of them. One whose number another inode has got is deleted and created.
   */
  public record Inodes(long created, long changed, long deleted) {
    Inodes plus(Inodes other) {
      return new Inodes(created + other.created, changed + other.changed, deleted + other.deleted);
    }
  }

  public SendCounts {
    kinds = List.copyOf(kinds);
  }

  /** Both together. */
  public SendCounts plus(SendCounts other) {
    return new SendCounts(
        sum(kinds, other.kinds),
        written + other.written,
        zeros + other.zeros,
        encoded + other.encoded,
        encodedFile + other.encodedFile,
        cloned + other.cloned,
        updated + other.updated,
        punched + other.punched,
        inodes.plus(other.inodes));
  }

  private static List<Kind> sum(List<Kind> some, List<Kind> others) {
    List<Kind> sum = new ArrayList<>(some);
    for (Kind other : others) {
      int at = 0;
      while (at < sum.size() && !sum.get(at).name().equals(other.name())) {
        at++;
      }
      if (at == sum.size()) {
        sum.add(other);
      } else {
        Kind known = sum.get(at);
        sum.set(
            at,
            new Kind(known.name(), known.count() + other.count(), known.bytes() + other.bytes()));
      }
    }
    return sum;
  }
}
