package io.btrsend.jobs.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.files.FileEntry;
import io.btrsend.engine.files.FileTree;
import io.btrsend.engine.text.NameText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files named by paths and patterns. A path from the top of the subvolume names a file, or a
 * directory with everything below it. What is no path of a file is a pattern: {@code *} stands for
 * any characters but '/', {@code **} for any, {@code ?} for one, {@code [...]} for one of several;
 * it has to match a whole path. {@code \xNN} is a byte of a name that is not UTF-8. Nothing named
 * means everything.
 *
 * <p>For one thread.
 */
public final class FileSelection {
  private final FileTree tree;
  private final List<Named> named = new ArrayList<>();

  /** One text, as exact characters of ISO 8859-1 so that bytes can be matched. */
  private static final class Named {
    private final String text;
    private final String path;
    private final Pattern pattern;
    private final String prefix;
    private boolean found;

    /**
     * @param pattern null for the path of a file
     */
    Named(String text, String path, Pattern pattern) {
      this.text = text;
      this.path = path;
      this.pattern = pattern;
      this.prefix = pattern == null ? path : path.substring(0, firstWildcard(path));
    }

    boolean matches(String candidate) {
      boolean matches =
          pattern == null ? candidate.equals(path) : pattern.matcher(candidate).matches();
      found |= matches;
      return matches;
    }

    /** Whether something below a directory may match. */
    boolean mayBeBelow(String directory) {
      String below = directory.isEmpty() ? "" : directory + "/";
      return prefix.startsWith(below) || (pattern != null && below.startsWith(prefix));
    }

    private static int firstWildcard(String path) {
      int at = 0;
      while (at < path.length() && "*?[".indexOf(path.charAt(at)) < 0) {
        at++;
      }
      return at;
    }
  }

  /** Takes what is selected. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called for each file, after the directories that it is in.
     *
     * @param named whether it is selected itself; else it is above something that is
     */
    void visit(FileEntry entry, boolean named) throws IOException;
  }

  public FileSelection(FileTree tree, List<String> texts) {
    this.tree = tree;
    for (String text : texts) {
      byte[] bytes = NameText.bytes(text);
      FileEntry entry = tree.find(bytes);
      if (entry != null) {
        named.add(new Named(text, exact(entry.path()), null));
      } else {
        String path = new String(bytes, ISO_8859_1).replaceFirst("^(\\./|/)+", "");
        named.add(new Named(text, path, PathPattern.of(path, text)));
      }
    }
  }

  private static String exact(byte[] path) {
    return new String(path, ISO_8859_1);
  }

  /**
   * Visits everything that is selected: paths one after the other, without a look at what lies
   * beside them; with patterns, in the order of the tree.
   *
   * @throws SendException {@link Reason#NOT_FOUND} at the end, if a text has selected nothing
   * @throws IOException if the visitor does
   */
  public void visit(Visitor visitor) throws IOException {
    boolean onlyPaths = named.stream().allMatch(name -> name.pattern == null);
    if (onlyPaths && !named.isEmpty()) {
      visitPaths(visitor);
    } else {
      visitTree(visitor);
    }
  }

  private void visitPaths(Visitor visitor) throws IOException {
    Set<String> above = new HashSet<>();
    Set<String> selected = new HashSet<>();
    // A directory comes before what is in it.
    for (String path : named.stream().map(name -> name.path).sorted().toList()) {
      boolean inside = selected.contains(path);
      for (String directory : directoriesAbove(path)) {
        inside |= selected.contains(directory);
        if (!inside && above.add(directory)) {
          visitor.visit(tree.find(directory.getBytes(ISO_8859_1)), false);
        }
      }
      if (!inside) {
        selected.add(path);
        tree.walk(
            tree.find(path.getBytes(ISO_8859_1)),
            entry -> {
              visitor.visit(entry, true);
              return true;
            });
      }
    }
  }

  private static List<String> directoriesAbove(String path) {
    List<String> directories = new ArrayList<>();
    if (!path.isEmpty()) {
      directories.add("");
    }
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      directories.add(path.substring(0, slash));
    }
    return directories;
  }

  private void visitTree(Visitor visitor) throws IOException {
    Deque<FileEntry> above = new ArrayDeque<>();
    List<String> selected = new ArrayList<>();
    tree.walk(
        tree.top(),
        entry -> {
          String path = exact(entry.path());
          while (!above.isEmpty() && !isBelow(path, exact(above.peekLast().path()))) {
            above.removeLast();
          }
          boolean inside = !selected.isEmpty() && isBelow(path, selected.get(selected.size() - 1));
          boolean matches = named.isEmpty();
          for (Named name : named) {
            matches |= name.matches(path);
          }
          if (matches || inside) {
            while (!above.isEmpty()) {
              visitor.visit(above.removeFirst(), false);
            }
            visitor.visit(entry, true);
            if (!inside) {
              selected.clear();
              selected.add(path);
            }
            return true;
          }
          boolean entered = named.stream().anyMatch(name -> name.mayBeBelow(path));
          if (entered) {
            above.addLast(entry);
          }
          return entered;
        });
    for (Named name : named) {
      if (!name.found) {
        throw new SendException(
            Reason.NOT_FOUND,
            "no file '%s' in subvolume %d".formatted(name.text, tree.subvolume().id()));
      }
    }
  }

  private static boolean isBelow(String path, String directory) {
    return directory.isEmpty()
        || (path.startsWith(directory)
            && path.length() > directory.length()
            && path.charAt(directory.length()) == '/');
  }
}
