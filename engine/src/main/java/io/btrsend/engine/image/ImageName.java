package io.btrsend.engine.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user calls an image: a file, or a file and the part of it that is meant, {@code
 * IMAGE@OFFSET} in bytes or {@code IMAGE@pN} by partition. A file that has the whole name wins.
 *
 * @param file the file or block device
 * @param offset byte offset of the filesystem, or -1
 * @param partition number of its partition, or -1
 */
public record ImageName(Path file, long offset, int partition) {
  private static final Pattern SUFFIX =
      Pattern.compile("(.+)@(?:p(\\d{1,4})|(\\d{1,18}))", Pattern.DOTALL);

  public static ImageName parse(Path path) {
    Matcher matcher = SUFFIX.matcher(path.toString());
    if (Files.exists(path) || !matcher.matches()) {
      return new ImageName(path, -1, -1);
    }
    Path file = Path.of(matcher.group(1));
    return matcher.group(2) != null
        ? new ImageName(file, -1, Integer.parseInt(matcher.group(2)))
        : new ImageName(file, Long.parseLong(matcher.group(3)), -1);
  }
}
