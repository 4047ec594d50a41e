package io.btrsend.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** Every package of the engine uses none but those below it, as far as class files tell. */
class PackageOrderTest {
  private static final String ROOT = "io.btrsend.engine";

  /** The packages below {@link #ROOT}, lowest first; those below {@code send} count as it. */
  private static final List<String> ORDER =
      List.of(
          "format",
          "cache",
          "text",
          "foreign",
          "image",
          "ahead",
          "device",
          "volume",
          "tree",
          "filesystem",
          "extent",
          "files",
          "scrub",
          "stream",
          "send",
          "salvage");

  /** The packages that use less than all that are below them. */
  private static final Map<String, Set<String>> NARROW =
      Map.of(
          "format", Set.of(),
          "cache", Set.of(),
          "text", Set.of(),
          "foreign", Set.of(),
          "stream", Set.of("format", "text", "foreign"));

  /** Failures, in the package of the root, may be thrown from anywhere. */
  private static final Set<String> OUTSIDE = Set.of("java", "javax.net", "com.github.luben.zstd");

  /** A line of jdeps: a package, and one that it uses. */
  private static final Pattern USE = Pattern.compile("^ {3}(\\S+) +-> (\\S+)");

  private record Use(String from, String to) {}

  private static List<Use> uses() throws Exception {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);
    int exitCode =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                printer,
                printer,
                "--module-path",
                place(Zstd.class),
                "-filter:none",
                "-verbose:package",
                place(EngineException.class));
    assertEquals(0, exitCode, out.toString());
    List<Use> uses = new ArrayList<>();
    out.toString()
        .lines()
        .map(USE::matcher)
        .filter(Matcher::lookingAt)
        .forEach(line -> uses.add(new Use(line.group(1), line.group(2))));
    return uses;
  }

  /** The directory or library that a class is from. */
  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static boolean isAllowed(Use use) {
    if (!isOurs(use.to())) {
      return OUTSIDE.stream().anyMatch(allowed -> isWithin(use.to(), allowed));
    }
    String from = layer(use.from());
    String to = layer(use.to());
    if (from.equals(to) || to.isEmpty()) {
      return true;
    }
    boolean below = ORDER.indexOf(to) < ORDER.indexOf(from);
    return below && (!NARROW.containsKey(from) || NARROW.get(from).contains(to));
  }

  private static boolean isOurs(String name) {
    return isWithin(name, ROOT);
  }

  private static boolean isWithin(String name, String parent) {
    return name.equals(parent) || name.startsWith(parent + ".");
  }

  /** The first word below the root; empty for the root itself. */
  private static String layer(String name) {
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).split("\\.", 2)[0];
  }

  @Test
  void everyPackageUsesOnlyWhatIsBelow() throws Exception {
    List<Use> forbidden = uses().stream().filter(use -> !isAllowed(use)).toList();
    assertEquals(List.of(), forbidden);
  }

  @Test
  void theOrderNamesEveryPackage() throws Exception {
    Set<String> found = new TreeSet<>();
    uses().forEach(use -> found.add(layer(use.from())));
    found.remove("");
    assertEquals(new TreeSet<>(ORDER), found);
    assertTrue(uses().contains(new Use(ROOT + ".device", ROOT + ".image")), "jdeps says nothing");
  }
}
