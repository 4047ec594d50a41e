package io.btrsend.engine.device;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ForeignFormatException;
import io.btrsend.engine.foreign.ForeignFormat;
import io.btrsend.engine.foreign.Sample;
import io.btrsend.engine.image.ByteSource;
import io.btrsend.engine.image.ImagePart;
import io.btrsend.engine.image.OpeningRecord;
import io.btrsend.engine.image.PartitionTable;
import io.btrsend.engine.image.PartitionTable.Partition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Finds out what an image without a superblock is. */
final class WithoutFilesystem {
  private static final int MAX_LISTED = 32;

  private final ByteSource image;

  WithoutFilesystem(ByteSource image) {
    this.image = image;
  }

  /**
   * What to tell the user: a {@link ForeignFormatException} if the image is something else.
   *
   * @param problem what was wrong with the superblock
   * @throws io.btrsend.engine.ImageAccessException if its first or last bytes cannot be read
   */
  EngineException failure(String problem) {
    if (image.size() == 0) {
      return new ForeignFormatException(image.name() + ": is empty");
    }
    ForeignFormat format = format(image);
    if (format == null || format.isLessThanPartitions()) {
      List<Partition> partitions = PartitionTable.of(image, new OpeningRecord());
      if (!partitions.isEmpty()) {
        return new ForeignFormatException(image.name() + ": " + listed(partitions));
      }
    }
    return format == null
        ? new CorruptFilesystemException(image.name() + ": " + problem)
        : new ForeignFormatException(image.name() + ": " + format.insteadOfImage());
  }

  /** The partitions with their types, and with their contents where those are recognised. */
  private String listed(List<Partition> partitions) {
    List<String> texts = new ArrayList<>();
    for (Partition partition : partitions.subList(0, Math.min(partitions.size(), MAX_LISTED))) {
      String name = image.name() + "@p" + partition.number();
      ForeignFormat format =
          format(new ImagePart(name, image, partition.start(), partition.length()));
      String content = format == null ? "" : ": " + format.what();
      texts.add(name + " (" + partition.type() + content + ")");
    }
    int more = partitions.size() - texts.size();
    return "has partitions, but none with a btrfs filesystem: "
        + String.join(", ", texts)
        + (more == 0 ? "" : " and " + more + " more");
  }

  private static ForeignFormat format(ByteSource source) {
    long size = source.size();
    int head = (int) Math.min(size, Sample.HEAD_LENGTH);
    int tail = (int) Math.min(size, Sample.TAIL_LENGTH);
    return ForeignFormat.of(
        new Sample(read(source, 0, head), read(source, size - tail, tail), size));
  }

  private static byte[] read(ByteSource source, long position, int length) {
    byte[] bytes = new byte[length];
    source.read(position, ByteBuffer.wrap(bytes));
    return bytes;
  }
}
