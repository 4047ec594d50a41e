package io.btrsend.engine.stream;

import io.btrsend.engine.stream.StreamStatistics.Kind;
import io.btrsend.engine.stream.StreamStatistics.LargeFile;
import io.btrsend.engine.stream.StreamStatistics.TimeSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Counts the commands of a stream in constant memory. The commands about the content of one file
 * are consecutive, so the totals of a file are complete when the next file begins, and only the
 * largest files so far are kept.
 */
final class StatisticsCollector {
  private static final Comparator<LargeFile> BY_SIZE =
      Comparator.comparingLong(LargeFile::streamBytes)
          .thenComparingLong(LargeFile::fileBytes)
          .reversed()
          .thenComparing(LargeFile::path, Arrays::compareUnsigned);

  private final int maxFiles;
  private final List<LargeFile> largest = new ArrayList<>();
  private final CommandCounts commands = new CommandCounts();

  private byte[] subvolume = {};
  private long written;
  private long encoded;
  private long encodedFile;
  private long cloned;
  private long updated;
  private TimeSpan modified;

  private byte[] path = {};
  private boolean fileOpen;
  private long fileStreamBytes;
  private long fileBytes;
  private long fileCloned;

  StatisticsCollector(int maxFiles) {
    this.maxFiles = maxFiles;
  }

  void add(StreamCommand command) {
    CommandType type = command.type();
    commands.add(type, 1, command.length());
    if (type == null) {
      return;
    }
    switch (type) {
      case SUBVOL, SNAPSHOT -> {
        closeFile();
        subvolume = command.bytes(Attribute.PATH);
      }
      case WRITE -> {
        int size = command.size(Attribute.DATA);
        written += size;
        addContent(command, size, 0);
      }
      case ENCODED_WRITE -> {
        long size = command.u64(Attribute.UNENCODED_FILE_LEN);
        encoded += command.size(Attribute.DATA);
        encodedFile += size;
        addContent(command, size, 0);
      }
      case CLONE -> {
        long size = command.u64(Attribute.CLONE_LEN);
        cloned += size;
        addContent(command, size, size);
      }
      case UPDATE_EXTENT -> {
        long size = command.u64(Attribute.SIZE);
        updated += size;
        addContent(command, size, 0);
      }
      case UTIMES -> addModified(command.seconds(Attribute.MTIME));
      default -> {}
    }
  }

  private void addModified(long seconds) {
    modified =
        modified == null
            ? new TimeSpan(seconds, seconds)
            : new TimeSpan(Math.min(modified.first(), seconds), Math.max(modified.last(), seconds));
  }

  private void addContent(StreamCommand command, long size, long clonedSize) {
    int at = command.start(Attribute.PATH);
    int end = at + command.size(Attribute.PATH);
    if (!fileOpen || !Arrays.equals(path, 0, path.length, command.array(), at, end)) {
      closeFile();
      fileOpen = true;
      path = command.bytes(Attribute.PATH);
    }
    fileStreamBytes += command.length();
    fileBytes += size;
    fileCloned += clonedSize;
  }

  private void closeFile() {
    boolean light =
        largest.size() >= maxFiles
            && (maxFiles == 0 || fileStreamBytes < largest.get(maxFiles - 1).streamBytes());
    if (fileOpen && !light) {
      largest.add(new LargeFile(wholePath(), fileStreamBytes, fileBytes, fileCloned));
      largest.sort(BY_SIZE);
      if (largest.size() > maxFiles) {
        largest.remove(maxFiles);
      }
    }
    fileOpen = false;
    fileStreamBytes = 0;
    fileBytes = 0;
    fileCloned = 0;
  }

  private byte[] wholePath() {
    byte[] whole = Arrays.copyOf(subvolume, subvolume.length + 1 + path.length);
    whole[subvolume.length] = '/';
    System.arraycopy(path, 0, whole, subvolume.length + 1, path.length);
    return whole;
  }

  StreamStatistics result(long totalBytes, int streams) {
    closeFile();
    List<Kind> kinds = commands.kinds();
    kinds.sort(Comparator.comparingLong(Kind::bytes).reversed());
    return new StreamStatistics(
        totalBytes,
        streams,
        commands.of(CommandType.SUBVOL),
        commands.of(CommandType.SNAPSHOT),
        kinds,
        written,
        encoded,
        encodedFile,
        cloned,
        updated,
        largest,
        modified);
  }
}
