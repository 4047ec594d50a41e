package io.btrsend.jobs.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.text.NameText;
import io.btrsend.jobs.files.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which subvolumes of a filesystem are backed up.
 *
 * @param include patterns of paths from the top level; everything if there are none
 * @param exclude patterns of what is left out of that
 * @param allowWritable whether those that are not read-only are backed up too, as they are
 */
public record BackupSelection(List<String> include, List<String> exclude, boolean allowWritable) {
  public BackupSelection {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /**
   * Finds them, by ascending id. Only of writable ones the top level is one too.
   *
   * @throws io.btrsend.engine.SendException if a pattern cannot be read
   */
  public List<SubvolumeInfo> choose(Filesystem filesystem) {
    List<Pattern> included = patterns(include);
    List<Pattern> excluded = patterns(exclude);
    List<SubvolumeInfo> chosen = new ArrayList<>();
    for (SubvolumeInfo info : filesystem.subvolumes().list()) {
      if (!info.dead() && (info.readOnly() || allowWritable)) {
        String path = new String(filesystem.subvolumes().path(info), ISO_8859_1);
        boolean wanted = included.isEmpty() || matches(included, path);
        if (wanted && !matches(excluded, path)) {
          chosen.add(info);
        }
      }
    }
    return chosen;
  }

  private static List<Pattern> patterns(List<String> globs) {
    List<Pattern> patterns = new ArrayList<>();
    for (String glob : globs) {
      String path = new String(NameText.bytes(glob), ISO_8859_1).replaceFirst("^(\\./|/)+", "");
      patterns.add(PathPattern.of(path, glob));
    }
    return patterns;
  }

  private static boolean matches(List<Pattern> patterns, String path) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }
}
