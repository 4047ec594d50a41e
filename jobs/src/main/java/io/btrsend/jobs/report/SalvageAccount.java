package io.btrsend.jobs.report;

import io.btrsend.engine.format.TreeName;
import io.btrsend.engine.salvage.AffectedFile;
import io.btrsend.engine.salvage.FileState;
import io.btrsend.engine.salvage.LostRange;
import io.btrsend.engine.text.JsonText;
import io.btrsend.engine.text.NameText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a salvage lost, and what follows for files. A file that is in the stream and not listed is
 * complete and verified.
 *
 * @param ranges the lost ranges of keys, of all trees that were read
 * @param files the files that are not intact
 */
public record SalvageAccount(List<LostRange> ranges, List<AffectedFile> files) {

  /** Whether anything is missing in the stream. */
  public boolean hasLosses() {
    return files.stream().anyMatch(file -> file.state().isLoss());
  }

  /** One line for each lost range and one for each kind of file, for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (LostRange range : ranges) {
      lines.add(
          "lost in %s, level %d: keys from %s %s: %s"
              .formatted(
                  TreeName.of(range.treeId()),
                  range.level(),
                  range.from(),
                  range.to() == null ? "to the end" : "to before " + range.to(),
                  range.reason()));
    }
    Map<FileState, Integer> counts = new EnumMap<>(FileState.class);
    files.forEach(file -> counts.merge(file.state(), 1, Integer::sum));
    counts.forEach((state, count) -> lines.add(count + " " + text(state)));
    return lines;
  }

  /** One line for each file, for people who get no report. */
  public List<String> fileLines() {
    List<String> lines = new ArrayList<>();
    for (AffectedFile file : files) {
      String inode =
          file.inode() == 0 ? "" : " (inode " + Long.toUnsignedString(file.inode()) + ")";
      String path = file.path() == null ? "a file of unknown name" : name(file.path());
      lines.add(file.state().word() + ": " + path + inode);
    }
    return lines;
  }

  private static String name(byte[] path) {
    return path.length == 0 ? "the top directory" : NameText.of(path);
  }

  private static String text(FileState state) {
    return switch (state) {
      case LOST -> "files or lost ranges with unknown files: missing";
      case INCOMPLETE -> "files or directories: there, but not complete";
      case RENAMED -> "files or directories: there under another name";
      case UNVERIFIED -> "files: there, but without checksums to verify them";
    };
  }

  /** Adds the arrays {@code lost_ranges} and {@code files} to an object. */
  void put(JsonText json) {
    json.beginArray("lost_ranges");
    for (LostRange range : ranges) {
      json.beginObject();
      json.string("tree", TreeName.of(range.treeId()));
      json.number("tree_id", range.treeId());
      json.number("level", range.level());
      json.string("from", range.from().toString());
      if (range.to() == null) {
        json.nothing("to");
      } else {
        json.string("to", range.to().toString());
      }
      json.number("logical", range.address());
      json.string("reason", range.reason());
      json.endObject();
    }
    json.endArray();
    json.beginArray("files");
    for (AffectedFile file : files) {
      json.beginObject();
      json.name("subvolume", file.subvolume());
      if (file.path() == null) {
        json.nothing("path");
      } else {
        json.name("path", file.path());
      }
      if (file.inode() == 0) {
        json.nothing("inode");
      } else {
        json.number("inode", file.inode());
      }
      json.string("state", file.state().word());
      json.endObject();
    }
    json.endArray();
  }
}
