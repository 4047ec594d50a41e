package io.btrsend.engine.stream;

import io.btrsend.engine.text.DumpEscape;
import io.btrsend.engine.text.JsonText;
import java.io.IOException;
import java.util.List;

/**
 * Statistics of a stream, for questions like "why is my incremental so big?".
 *
 * @param bytes of the whole input
 * @param streams concatenated in it
 * @param fullSubvolumes that start from nothing
 * @param incrementalSubvolumes that start from a snapshot of a parent
 * @param kinds of commands that appear, those with most bytes first
 * @param writtenBytes of file data in WRITE commands
 * @param encodedBytes of compressed data in ENCODED_WRITE commands
 * @param encodedFileBytes of files that these stand for
 * @param clonedBytes of files that CLONE commands stand for
 * @param updatedBytes of files that UPDATE_EXTENT commands stand for: data left out of the stream
 * @param largestFiles the files with the most bytes of commands about their content, largest first,
 *     at most the requested number
 * @param modified the time span of all modification times, in seconds from 1970; null without any
 */
public record StreamStatistics(
    long bytes,
    int streams,
    long fullSubvolumes,
    long incrementalSubvolumes,
    List<Kind> kinds,
    long writtenBytes,
    long encodedBytes,
    long encodedFileBytes,
    long clonedBytes,
    long updatedBytes,
    List<LargeFile> largestFiles,
    TimeSpan modified) {
  private static final int VERSION = 1;

  /**
   * The commands of one kind.
   *
   * @param name in lower case; {@code unknown} for numbers that no version has
   * @param bytes headers included
   */
  public record Kind(String name, long count, long bytes) {
    /** Adds some to an object, as its member {@code kinds}. */
    public static void put(JsonText json, List<Kind> kinds) {
      json.beginArray("kinds");
      for (Kind kind : kinds) {
        json.beginObject();
        json.string("name", kind.name());
        json.number("count", kind.count());
        json.number("bytes", kind.bytes());
        json.endObject();
      }
      json.endArray();
    }
  }

  /**
   * A file and the size of its content in the stream.
   *
   * @param path with the subvolume's name; not to be modified
   * @param streamBytes of WRITE, ENCODED_WRITE, CLONE and UPDATE_EXTENT commands
   * @param fileBytes that these commands stand for
   * @param clonedBytes those of them that are cloned
   */
  public record LargeFile(byte[] path, long streamBytes, long fileBytes, long clonedBytes) {
    /** The path, escaped as in a dump. */
    public String pathText() {
      return DumpEscape.of(path, 0, path.length);
    }
  }

  /** The first and the last of some times, in seconds from 1970. */
  public record TimeSpan(long first, long last) {}

  public StreamStatistics {
    kinds = List.copyOf(kinds);
    largestFiles = List.copyOf(largestFiles);
  }

  /**
   * Reads all streams of an input.
   *
   * @param files how many of the largest files to name
   * @throws io.btrsend.engine.StreamFormatException if the input is damaged
   */
  public static StreamStatistics of(StreamReader reader, int files) throws IOException {
    StatisticsCollector collector = new StatisticsCollector(files);
    for (StreamCommand command = reader.next(); command != null; command = reader.next()) {
      collector.add(command);
    }
    return collector.result(reader.offset(), reader.streams());
  }

  /** The number of commands of all kinds. */
  public long commands() {
    return kinds.stream().mapToLong(Kind::count).sum();
  }

  /** The file bytes that the stream writes or clones. */
  public long fileBytes() {
    return writtenBytes + encodedFileBytes + clonedBytes;
  }

  /** The cloned part of these bytes, 0 to 1. */
  public double cloneShare() {
    return fileBytes() == 0 ? 0 : (double) clonedBytes / fileBytes();
  }

  /** Text for people; each line ends with a newline. */
  public String text(LocalTimeText localTime) {
    return new StatisticsText(this, localTime).text();
  }

  /** One JSON object on one line, without newline; the keys are the names of the components. */
  public String json() {
    JsonText json = JsonText.document(VERSION);
    json.number("bytes", bytes);
    json.number("commands", commands());
    json.number("streams", streams);
    json.number("full_subvolumes", fullSubvolumes);
    json.number("incremental_subvolumes", incrementalSubvolumes);
    json.number("written_bytes", writtenBytes);
    json.number("encoded_bytes", encodedBytes);
    json.number("encoded_file_bytes", encodedFileBytes);
    json.number("cloned_bytes", clonedBytes);
    json.number("updated_bytes", updatedBytes);
    json.fraction("clone_share", cloneShare());
    if (modified != null) {
      json.beginObject("modified");
      json.signedNumber("first", modified.first());
      json.signedNumber("last", modified.last());
      json.endObject();
    }
    Kind.put(json, kinds);
    json.beginArray("largest_files");
    for (LargeFile file : largestFiles) {
      json.beginObject();
      json.name("path", file.path());
      json.number("stream_bytes", file.streamBytes());
      json.number("file_bytes", file.fileBytes());
      json.number("cloned_bytes", file.clonedBytes());
      json.endObject();
    }
    json.endArray();
    json.endObject();
    return json.toString();
  }
}
