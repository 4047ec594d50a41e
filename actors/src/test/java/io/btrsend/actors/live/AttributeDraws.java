package io.btrsend.actors.live;

import io.btrsend.actors.live.TreeModel.Entry;
import io.btrsend.actors.live.TreeModel.Kind;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** Draws operations on attributes. */
final class AttributeDraws {

  /** Version 2, permits net_raw. */
  private static final String CAPABILITY = "0x0100000200200000000000000000000000000000";

  /** u::rw-, u:1:r--, g::r--, m::r--, o::r-- as the kernel's interface lays it out. */
  private static final String ACL =
      "0x02000000"
          + "01000600ffffffff"
          + "0200040001000000"
          + "04000400ffffffff"
          + "10000400ffffffff"
          + "20000400ffffffff";

  private static final long[] FLAGS = {0, 0x4, 0x80, 0x800000, 0x400, 0x40, 0x8, 0x10000};

  /** How the data of a file is compressed from then on: zlib, lzo, zstd, not at all. */
  private static final String[] PROPERTIES = {"0x7a6c6962", "0x6c7a6f", "0x7a737464", "0x6e6f"};

  private final TreeModel model;
  private final SplittableRandom random;

  AttributeDraws(TreeModel model, SplittableRandom random) {
    this.model = model;
    this.random = random;
  }

  private Entry pickTarget() {
    return model.pick(e -> e.is(Kind.FILE) || e.is(Kind.DIRECTORY));
  }

  private String attribute() {
    return "user." + (char) ('a' + random.nextInt(4));
  }

  List<Operation> setXattr() {
    Entry entry = pickTarget();
    return switch (random.nextInt(9)) {
      case 8 -> set(entry, "btrfs.compression", PROPERTIES[random.nextInt(PROPERTIES.length)]);
      case 0 -> set(entry, "security.capability", CAPABILITY);
      case 1 -> set(entry, "system.posix_acl_access", ACL);
      case 2 -> set(entry, "trusted.t", "0x");
      default -> {
        byte[] value = new byte[random.nextInt(random.nextInt(10) == 0 ? 3000 : 40)];
        random.nextBytes(value);
        yield set(entry, attribute(), "0x" + HexFormat.of().formatHex(value));
      }
    };
  }

  private static List<Operation> set(Entry entry, String name, String value) {
    return List.of(new AttributeOperation.SetXattr(entry.path(), name, value));
  }

  List<Operation> removeXattr() {
    return List.of(new AttributeOperation.RemoveXattr(pickTarget().path(), attribute()));
  }

  List<Operation> chmod() {
    Entry entry = model.pick(e -> !e.is(Kind.SYMLINK) && !e.is(Kind.SUBVOLUME));
    return List.of(new AttributeOperation.Chmod(entry.path(), random.nextInt(010000)));
  }

  List<Operation> chown() {
    Entry entry = model.pick(e -> !e.is(Kind.SUBVOLUME));
    return List.of(
        new AttributeOperation.Chown(entry.path(), random.nextInt(3), random.nextInt(3)));
  }

  List<Operation> utimes() {
    Entry entry = model.pick(e -> !e.is(Kind.SUBVOLUME));
    return List.of(
        new AttributeOperation.Utimes(
            entry.path(),
            random.nextInt(),
            random.nextLong(1L << 34) - (1L << 33),
            random.nextInt(1_000_000_000)));
  }

  List<Operation> setFlags() {
    long flags = FLAGS[random.nextInt(FLAGS.length)];
    return List.of(new AttributeOperation.SetFlags(pickTarget().path(), flags));
  }
}
