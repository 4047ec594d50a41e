package io.btrsend.jobs.repository;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.text.JsonText;
import io.btrsend.jobs.repository.Catalog.Defect;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of streams. Reading needs no lock: a manifest that is there is whole, and so is its
 * stream.
 */
public final class Repository {
  private static final int VERSION = 1;
  private static final String MARK = "repository.json";
  private static final String PLANS = "plans.json";
  private static final String INDEX = "index.json";
  private static final String SNAPSHOTS = "snapshots";
  private static final String LOCK = "lock";

  /** More than a manifest has; it is read into memory. */
  private static final long MAX_MANIFEST = 64 << 20;

  private static final Pattern NEXT_MARK = Pattern.compile("repository\\.json\\.[0-9a-f-]{36}");

  private final Path directory;
  private final UUID id;

  private Repository(Path directory, UUID id) {
    this.directory = directory;
    this.id = id;
  }

  /**
   * Opens a repository.
   *
   * @throws SendException {@link Reason#NOT_FOUND} if the directory is none
   * @throws DamagedRepositoryException if what marks it as one is damaged or of a later version
   */
  public static Repository open(Path directory) throws IOException {
    Path mark = directory.resolve(MARK);
    if (!Files.exists(mark)) {
      throw new SendException(
          Reason.NOT_FOUND, directory + ": is no repository, since " + mark + " is not there");
    }
    UUID id =
        SealedJson.open(
            Files.readAllBytes(mark),
            mark.toString(),
            VERSION,
            json -> UUID.fromString(json.getString("repository")));
    return new Repository(directory, id);
  }

  /**
   * Opens a repository for repair. If what marks it is damaged, it is set aside, and a new one is
   * made.
   */
  public static Repository openDamaged(Path directory) throws IOException {
    try {
      return open(directory);
    } catch (DamagedRepositoryException e) {
      Path mark = directory.resolve(MARK);
      Files.move(mark, directory.resolve(MARK + ".damaged." + UUID.randomUUID()));
      mark(directory);
      return open(directory);
    }
  }

  /** Whether the directory is a repository, or what is left of one. */
  public static boolean isThere(Path directory) {
    return Files.exists(directory.resolve(MARK));
  }

  /**
   * Opens a repository, or makes one of a directory that is empty or not there. Two that do so at
   * the same time get the same one.
   *
   * @throws SendException {@link Reason#INVALID} if the directory holds something else
   */
  public static Repository openOrCreate(Path directory) throws IOException {
    if (!isThere(directory)) {
      create(directory);
    }
    return open(directory);
  }

  private static void create(Path directory) throws IOException {
    if (Files.exists(directory)) {
      requireEmpty(directory);
    } else {
      DurableFiles.createDirectory(directory);
    }
    for (String name : List.of(SNAPSHOTS, LOCK)) {
      try {
        DurableFiles.createDirectory(directory.resolve(name));
      } catch (FileAlreadyExistsException e) {
        // Another process makes the same repository, or did not come to the end.
      }
    }
    mark(directory);
  }

  private static void mark(Path directory) throws IOException {
    JsonText json = JsonText.document(VERSION);
    UUID id = UUID.randomUUID();
    json.string("repository", id.toString());
    json.string("created", Instant.now().toString());
    Path next = directory.resolve(MARK + "." + id);
    DurableFiles.create(next, SealedJson.seal(json));
    try {
      Files.createLink(directory.resolve(MARK), next);
    } catch (FileAlreadyExistsException e) {
      // The other process was faster.
    } finally {
      Files.deleteIfExists(next);
    }
    DurableFiles.forceDirectory(directory);
  }

  /** But for what an interrupted {@link #create} leaves. */
  private static void requireEmpty(Path directory) throws IOException {
    for (Path file : files(directory)) {
      String name = file.getFileName().toString();
      boolean ours =
          name.equals(SNAPSHOTS)
              || name.equals(LOCK)
              || name.equals(MARK)
              || NEXT_MARK.matcher(name).matches();
      if (!ours) {
        throw new SendException(
            Reason.INVALID,
            directory + ": is neither a repository nor empty: it has " + file.getFileName());
      }
    }
  }

  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  public Path directory() {
    return directory;
  }

  /** What names the repository wherever its directory is moved to. */
  public UUID id() {
    return id;
  }

  Path snapshots() {
    return directory.resolve(SNAPSHOTS);
  }

  Path locks() {
    return directory.resolve(LOCK);
  }

  Path index() {
    return directory.resolve(INDEX);
  }

  Path plans() {
    return directory.resolve(PLANS);
  }

  /** The file of a stream. */
  public Path streamFile(Manifest manifest) {
    return snapshots().resolve(manifest.stream().name());
  }

  /** The file of a manifest. */
  Path manifestFile(SnapshotId snapshot) {
    return snapshots().resolve(Manifest.nameOf(snapshot));
  }

  /** Takes the lock, which is needed to change anything. */
  RepositoryLock lock(Duration life) throws IOException {
    return RepositoryLock.take(locks(), life);
  }

  /** Reads all manifests. A damaged one hides none of the others. */
  public Catalog catalog() throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    List<Defect> defects = new ArrayList<>();
    for (Path file : files(snapshots())) {
      if (!file.toString().endsWith(".json")) {
        continue;
      }
      try {
        manifests.add(manifest(file));
      } catch (DamagedRepositoryException e) {
        defects.add(new Defect(SNAPSHOTS + "/" + file.getFileName(), e.getMessage()));
      } catch (NoSuchFileException e) {
        // It was pruned while the directory was read.
      }
    }
    return new Catalog(manifests, defects);
  }

  private static Manifest manifest(Path file) throws IOException {
    if (Files.size(file) > MAX_MANIFEST) {
      throw new DamagedRepositoryException(file + ": is too large for a manifest");
    }
    Manifest manifest = ManifestJson.read(Files.readAllBytes(file), file.toString());
    String name = Manifest.nameOf(manifest.snapshot().id());
    if (!file.getFileName().toString().equals(name)) {
      throw new DamagedRepositoryException(file + ": is the manifest that belongs into " + name);
    }
    return manifest;
  }

  /**
   * The snapshots that can be restored, judged by what is there and its size: the streams are not
   * read.
   */
  public Set<SnapshotId> restorable(Catalog catalog) throws IOException {
    Set<SnapshotId> missing = new HashSet<>();
    for (Manifest manifest : catalog.manifests()) {
      Path file = streamFile(manifest);
      if (!Files.isRegularFile(file) || Files.size(file) != manifest.stream().fileBytes()) {
        missing.add(manifest.snapshot().id());
      }
      for (SnapshotId needed : Catalog.needs(manifest)) {
        if (catalog.find(needed).isEmpty()) {
          missing.add(manifest.snapshot().id());
        }
      }
    }
    Set<SnapshotId> restorable = new HashSet<>();
    catalog.manifests().forEach(manifest -> restorable.add(manifest.snapshot().id()));
    restorable.removeAll(catalog.allDependents(missing));
    restorable.removeAll(missing);
    return restorable;
  }

  /** The bytes of an index: which manifests there are, each with the SHA-256 of its file. */
  byte[] indexOf(Catalog catalog) throws IOException {
    JsonText json = JsonText.document(VERSION);
    json.string("repository", id.toString());
    json.beginArray("manifests");
    for (Manifest manifest : catalog.manifests()) {
      Path file = manifestFile(manifest.snapshot().id());
      json.beginObject();
      json.string("file", file.getFileName().toString());
      json.string("sha256", Sha256.hex(Sha256.of(Files.readAllBytes(file))));
      json.string("path", manifest.origin().path());
      json.endObject();
    }
    json.endArray();
    return SealedJson.seal(json);
  }

  /**
   * The manifests that the index names, each with the SHA-256 of its file; empty if there is none
   * yet.
   *
   * @throws DamagedRepositoryException if it is damaged
   */
  Map<String, String> readIndex() throws IOException {
    if (!Files.exists(index())) {
      return Map.of();
    }
    return SealedJson.open(
        Files.readAllBytes(index()),
        index().toString(),
        VERSION,
        json -> {
          Map<String, String> manifests = new HashMap<>();
          json.getConfigList("manifests")
              .forEach(one -> manifests.put(one.getString("file"), one.getString("sha256")));
          return manifests;
        });
  }
}
