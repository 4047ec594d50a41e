package io.btrsend.jobs.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.FileHandle;
import io.btrsend.jobs.directory.FileStatus;
import io.btrsend.jobs.directory.FileTimes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares files that are too large to be read with all of their holes. */
final class HugeFiles {
  private static final int BUFFER = 1 << 20;

  private HugeFiles() {}

  /**
   * Compares all files of {@code left} with at least that size with those of the same path.
   *
   * @return their paths
   */
  static List<String> compare(Path left, Path right, long least) throws IOException {
    List<String> paths = new ArrayList<>();
    try (DirectoryHandle top = DirectoryHandle.at(left);
        DirectoryHandle other = DirectoryHandle.at(right)) {
      compare(top, other, least, "/", paths);
    }
    return paths;
  }

  private static void compare(
      DirectoryHandle left, DirectoryHandle right, long least, String above, List<String> paths)
      throws IOException {
    for (byte[] name : left.list()) {
      FileStatus status = left.status(name);
      String path = above + new String(name, StandardCharsets.UTF_8);
      if (status.isDirectory()) {
        try (DirectoryHandle below = left.open(name);
            DirectoryHandle other = right.open(name)) {
          compare(below, other, least, path + "/", paths);
        }
      } else if (status.isRegular() && status.size() >= least) {
        try (FileHandle file = left.openForReading(name);
            FileHandle other = right.openForReading(name)) {
          assertEquals(comparable(status), comparable(other.status()));
          compareData(file, other, status.size());
          compareData(other, file, status.size());
        }
        paths.add(path);
      }
    }
  }

  private static List<Object> comparable(FileStatus status) {
    // Access times change when files are compared.
    FileTimes times = status.times();
    return List.of(
        status.mode(),
        status.links(),
        status.uid(),
        status.gid(),
        status.size(),
        times.seconds(),
        times.nanoseconds());
  }

  /** Where one has data, the other one has the same bytes. */
  private static void compareData(FileHandle file, FileHandle other, long size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER);
    ByteBuffer otherBytes = ByteBuffer.allocateDirect(BUFFER);
    long end = 0;
    for (long at = file.dataFrom(0);
        at >= 0 && at < size;
        at = end < size ? file.dataFrom(end) : -1) {
      end = file.holeFrom(at);
      for (long done = 0; done < end - at; done += BUFFER) {
        int count = (int) Math.min(BUFFER, end - at - done);
        long from = at + done;
        file.read(bytes.clear().limit(count), from);
        other.read(otherBytes.clear().limit(count), from);
        assertEquals(bytes.flip(), otherBytes.flip(), "bytes from " + from);
      }
    }
  }
}
