package io.btrsend.jobs.repository;

import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.text.JsonText;
import io.btrsend.engine.text.NameText;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a repository has, for people as a tree of what builds on what, and for programs. */
public final class CatalogListing {
  private static final int VERSION = 1;
  private static final String ROW = "%-16s %10s %10s  %s";

  private final Catalog catalog;
  private final DateTimeFormatter time;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param zone in which times are told
   */
  public CatalogListing(Catalog catalog, ZoneId zone) {
    this.catalog = catalog;
    this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(zone);
  }

  /** A header, and one line for each snapshot after what it builds on. */
  public List<String> tree() {
    lines.clear();
    lines.add(String.format(Locale.ROOT, ROW, "CREATED", "STREAM", "STORED", "SNAPSHOT"));
    List<Manifest> roots =
        catalog.manifests().stream()
            .filter(one -> one.parent() == null || catalog.find(one.parent().id()).isEmpty())
            .toList();
    addAll(roots, "");
    long bytes = catalog.manifests().stream().mapToLong(one -> one.stream().fileBytes()).sum();
    lines.add("%d snapshots, %s".formatted(catalog.manifests().size(), ByteSize.format(bytes)));
    return List.copyOf(lines);
  }

  private record Open(Manifest manifest, String indent) {}

  /** Chains may be long: only where several build on one snapshot they are indented. */
  private void addAll(List<Manifest> roots, String indent) {
    List<Open> open = new ArrayList<>();
    push(roots, indent, open);
    while (!open.isEmpty()) {
      Open next = open.remove(open.size() - 1);
      lines.add(line(next.manifest, next.indent));
      SnapshotId id = next.manifest.snapshot().id();
      List<Manifest> children =
          catalog.dependents(id).stream()
              .filter(one -> one.parent() != null && one.parent().id().equals(id))
              .toList();
      push(children, children.size() > 1 ? next.indent + "  " : next.indent, open);
    }
  }

  private static void push(List<Manifest> manifests, String indent, List<Open> open) {
    for (int i = manifests.size() - 1; i >= 0; i--) {
      open.add(new Open(manifests.get(i), indent));
    }
  }

  private String line(Manifest manifest, String indent) {
    String parent = "";
    if (manifest.parent() != null) {
      parent =
          " <- "
              + catalog
                  .find(manifest.parent().id())
                  .map(CatalogListing::name)
                  .orElse("(missing) " + manifest.parent().id());
    }
    return String.format(
        Locale.ROOT,
        ROW,
        time.format(manifest.origin().created()),
        ByteSize.format(manifest.stream().bytes()),
        ByteSize.format(manifest.stream().fileBytes()),
        indent + name(manifest) + parent + (manifest.skipped().isEmpty() ? "" : " (with gaps)"));
  }

  private static String name(Manifest manifest) {
    String path = manifest.origin().path();
    return path.isEmpty() ? "/" : NameText.of(path);
  }

  /** One object for each snapshot, in the order of their creation. */
  public List<String> json() {
    return catalog.manifests().stream().map(CatalogListing::json).toList();
  }

  private static String json(Manifest manifest) {
    JsonText json = JsonText.document(VERSION);
    json.string("id", manifest.snapshot().id().toString());
    json.string("path", manifest.origin().path());
    json.string("filesystem", manifest.origin().filesystem().toString());
    json.string("created", manifest.origin().created().toString());
    json.string("saved", manifest.writing().ended().toString());
    if (manifest.parent() == null) {
      json.nothing("parent");
    } else {
      json.string("parent", manifest.parent().id().toString());
    }
    json.string("file", manifest.stream().name());
    json.number("bytes", manifest.stream().bytes());
    json.number("file_bytes", manifest.stream().fileBytes());
    json.number("skipped", manifest.skipped().size());
    json.endObject();
    return json.toString();
  }
}
