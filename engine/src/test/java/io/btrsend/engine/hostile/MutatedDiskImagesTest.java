package io.btrsend.engine.hostile;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.image.ImageName;
import io.btrsend.engine.image.OpeningRecord;
import io.btrsend.engine.image.qcow2.Qcow2Opener;
import io.btrsend.engine.testing.DiskFixture;
import io.btrsend.engine.testing.MemorySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * qcow2 images whose headers and tables lie, from a new seed each time. The system properties
 * {@code btrsend.hostile.seed} and {@code btrsend.hostile.disks} choose the seed and how many.
 */
class MutatedDiskImagesTest {
  private static final int IMAGES = 600;
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int CHUNK = 1 << 20;
  private static final int MAX_READ = 8 * CHUNK;

  @TempDir Path directory;

  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);

  @Test
  void everyMutatedDiskIsReadOrRefused() throws IOException {
    long seed = Long.getLong("btrsend.hostile.seed", new Random().nextInt(1 << 30));
    int count = Integer.getInteger("btrsend.hostile.disks", IMAGES);
    System.out.println("hostile disks: -Dbtrsend.hostile.seed=" + seed);
    List<DiskFixture> fixtures = DiskFixture.all();
    FuzzReport report = new FuzzReport();
    for (int f = 0; f < fixtures.size(); f++) {
      DiskFixture fixture = fixtures.get(f);
      Path image = fixture.unpack(Files.createDirectory(directory.resolve(fixture.name())));
      byte[] sound = fixture.bytes("image.qcow2");
      for (int i = f; i < count; i += fixtures.size()) {
        Random random = new Random(seed + i);
        byte[] mutated = new Qcow2Mutation(random).mutate(sound);
        tryOne(fixture.name() + " " + i, image, mutated, random, report);
      }
    }
    System.out.println(report);
    for (Throwable failure : report.failures()) {
      fail("seed " + seed + ": " + failure.getMessage(), failure.getCause());
    }
  }

  private void tryOne(String name, Path image, byte[] bytes, Random random, FuzzReport report) {
    long start = System.nanoTime();
    try {
      ByteSource file = new MemorySource(name, bytes);
      ImageName path = ImageName.parse(random.nextInt(4) == 0 ? image + "#2" : image.toString());
      try (ByteSource disk =
          Qcow2Opener.open(file, path, ImageAccess.defaults(), new OpeningRecord())) {
        read(disk, random);
      }
      report.add("read", name, System.nanoTime() - start);
    } catch (EngineException e) {
      report.add(e.getClass().getSimpleName(), name, System.nanoTime() - start);
      assertTrue(e.getMessage().indexOf('\n') < 0, e.getMessage());
    } catch (RuntimeException | Error e) {
      report.addFailure(name, e);
    }
    assertTrue(System.nanoTime() - start < MAX_NANOS, name);
  }

  /** The first part of the disk, its end, and places between. */
  private void read(ByteSource disk, Random random) {
    for (long at = 0; at < Math.min(disk.size(), MAX_READ); at += CHUNK) {
      readAt(disk, at);
    }
    readAt(disk, Math.max(0, disk.size() - CHUNK));
    for (int i = 0; i < 10; i++) {
      readAt(disk, (long) (random.nextDouble() * disk.size()));
    }
  }

  private void readAt(ByteSource disk, long at) {
    disk.read(at, chunk.clear().limit((int) Math.min(CHUNK, disk.size() - at)));
  }
}
