package io.btrsend.engine.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.device.Device;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.send.SendRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sends all that the kernel sent of a fixture again and again, each time with other devices harmed
 * in the same way, and holds every stream against the kernel's, which it took from sound devices.
 *
 * @param spare how many devices the filesystem can do without
 */
public record DamageTrial(Fixture fixture, int spare) {

  /** The fixtures of every profile, and how many devices their profiles promise to survive. */
  private static final Map<String, Integer> SPARE_DEVICES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("dev-single", 0),
              Map.entry("dev-dup", 0),
              Map.entry("dev-raid0", 0),
              Map.entry("dev-raid0-metadata-raid1", 0),
              Map.entry("dev-raid1", 1),
              Map.entry("dev-raid1c3", 2),
              Map.entry("dev-raid1c4", 3),
              Map.entry("dev-raid10", 1),
              Map.entry("dev-raid5", 1),
              Map.entry("dev-raid5-metadata-raid1c3", 1),
              Map.entry("dev-raid6", 2),
              Map.entry("dev-converted", 0)));

  /** Sends with the sender at test. */
  @FunctionalInterface
  public interface Sender {
    /** The whole stream. */
    byte[] send(Filesystem filesystem, SendRequest request);
  }

  /** One for every profile. */
  public static Stream<DamageTrial> all() {
    return SPARE_DEVICES.entrySet().stream()
        .map(entry -> new DamageTrial(Fixture.named(entry.getKey()), entry.getValue()));
  }

  /** The choices of devices that are harmed together. */
  private List<List<Integer>> victims(Damage damage) {
    return switch (damage) {
      case MISSING -> choices(1, spare);
      case GARBAGE -> choices(1, Math.min(spare, 2));
      case NOTHING_BUT_GARBAGE, BAD_SECTORS -> choices(1, Math.min(spare, 1));
      case MISSING_AND_GARBAGE -> choices(2, Math.min(spare, 2));
      case FIRST_SUPERBLOCKS -> choices(fixture.images().size(), fixture.images().size());
      case ONE_COPY_LEFT -> hasCopies() ? List.of(List.of()) : List.of();
    };
  }

  private boolean hasCopies() {
    return Stream.of("dup", "raid1", "converted").anyMatch(fixture.name()::contains);
  }

  private List<List<Integer>> choices(int least, int most) {
    int devices = fixture.images().size();
    return IntStream.range(0, 1 << devices)
        .filter(set -> Integer.bitCount(set) >= least && Integer.bitCount(set) <= most)
        .mapToObj(set -> IntStream.range(0, devices).filter(i -> (set & 1 << i) != 0))
        .map(set -> set.boxed().toList())
        .toList();
  }

  /**
   * Harms, sends and compares.
   *
   * @param directory for copies of the images
   * @param wanted which of the fixture's streams to send
   * @throws AssertionError if a stream is not the kernel's, or if some damage was never noticed
   */
  public void run(Path directory, long seed, Predicate<KernelStream> wanted, Sender sender)
      throws IOException {
    Random random = new Random(seed);
    Map<KernelStream, byte[]> expected = new LinkedHashMap<>();
    fixture.streams().stream().filter(wanted).forEach(s -> expected.put(s, s.bytes()));
    try (WritableImages images = WritableImages.copyOf(fixture, directory)) {
      for (Damage damage : Damage.values()) {
        List<List<Integer>> victims = victims(damage);
        long noticed = 0;
        for (List<Integer> devices : victims) {
          boolean slow = random.nextBoolean();
          String what =
              "%s, %s of %s devices %s, seed %d: "
                  .formatted(this, damage, slow ? "slow" : "fast", devices, seed);
          List<Path> left = damage.inflict(images, devices, random);
          FilesystemOptions options = slow ? SlowDevices.options() : FilesystemOptions.defaults();
          noticed += send(left, options, sender, what, expected);
          images.restore();
        }
        assertTrue(noticed > 0 || victims.isEmpty(), this + ", " + damage + ": did no harm");
      }
    }
  }

  /** Returns how much harm was noticed. */
  private static long send(
      List<Path> images,
      FilesystemOptions options,
      Sender sender,
      String what,
      Map<KernelStream, byte[]> expected) {
    try (Filesystem filesystem = Filesystem.open(images, options)) {
      expected.forEach(
          (stream, bytes) -> {
            byte[] sent = sender.send(filesystem, stream.request(filesystem.subvolumes()));
            StreamComparison.assertSame(what + stream, bytes, sent);
          });
      long repairs = filesystem.volume().devices().stream().mapToLong(Device::repairs).sum();
      return repairs + filesystem.notices().size();
    }
  }

  @Override
  public String toString() {
    return fixture.name();
  }
}
