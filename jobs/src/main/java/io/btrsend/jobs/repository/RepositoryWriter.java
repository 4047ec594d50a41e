package io.btrsend.jobs.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.jobs.repository.Manifest.StreamFile;
import io.btrsend.jobs.resume.PartialRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Adds streams to a repository, as the one that holds its lock. A stream is written into a partial
 * file, which the next writer continues if this one ends early; it counts when its manifest is
 * published.
 *
 * <p>Several streams may be written by several threads at the same time.
 */
public final class RepositoryWriter implements AutoCloseable {
  /** The usual level of compression. */
  public static final int ZSTD_DEFAULT = 3;

  private static final String ASKED = ".asked.json";
  private static final String SKIPPED = ".skipped";

  private static final Pattern TEMPORARY =
      Pattern.compile("(plans|repository)\\.json\\.[0-9a-f-]{36}");

  private static final Duration TEMPORARY_LIFE = Duration.ofHours(1);

  private final Repository repository;
  private final RepositoryLock lock;

  private RepositoryWriter(Repository repository, RepositoryLock lock) {
    this.repository = repository;
    this.lock = lock;
  }

  /**
   * Takes the lock, and removes what earlier writers have left that is of no use.
   *
   * @param life of the lock
   * @throws io.btrsend.engine.SendException if the repository is locked
   */
  public static RepositoryWriter open(Repository repository, Duration life) throws IOException {
    RepositoryLock lock = repository.lock(life);
    RepositoryWriter writer = new RepositoryWriter(repository, lock);
    boolean ready = false;
    try {
      writer.inherit();
      writer.removeOrphans();
      writer.removeTemporaries();
      ready = true;
      return writer;
    } finally {
      if (!ready) {
        lock.close();
      }
    }
  }

  /** Takes over the partial files of processes that have ended. */
  private void inherit() throws IOException {
    for (Path left : lock.inherited()) {
      if (RepositoryLock.isLeftBehind(left)) {
        for (Path file : Repository.files(left)) {
          String name = file.getFileName().toString();
          if (name.endsWith(RepositoryLock.PARTIAL)
              || name.endsWith(ASKED)
              || name.endsWith(SKIPPED)) {
            Files.move(file, lock.work(name));
          }
        }
      }
      RepositoryLock.remove(left);
    }
  }

  /** Removes streams without a manifest, unless they may be those of manifests that are damaged. */
  private void removeOrphans() throws IOException {
    Catalog catalog = repository.catalog();
    if (!catalog.defects().isEmpty()) {
      return;
    }
    for (Path orphan : orphans(repository, catalog)) {
      lock.withdraw(orphan);
    }
  }

  /** Removes what is left of files that were to replace others, when it is old enough. */
  private void removeTemporaries() throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(TEMPORARY_LIFE));
    for (Path file : Repository.files(repository.directory())) {
      boolean temporary = TEMPORARY.matcher(file.getFileName().toString()).matches();
      if (temporary && Files.getLastModifiedTime(file).compareTo(old) < 0) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** The files beside the manifests that belong to none of them. */
  static List<Path> orphans(Repository repository, Catalog catalog) throws IOException {
    Set<Path> known = new HashSet<>();
    for (Manifest manifest : catalog.manifests()) {
      known.add(repository.streamFile(manifest));
    }
    return Repository.files(repository.snapshots()).stream()
        .filter(file -> !file.toString().endsWith(".json") && !known.contains(file))
        .toList();
  }

  public Repository repository() {
    return repository;
  }

  /**
   * What an interrupted run was asked for to make the stream of a snapshot; null if there is
   * nothing that can be continued. A stream in which something was skipped is begun again, since it
   * is not known what is in the part that is there.
   */
  public SendRequest interrupted(SubvolumeInfo subvolume, Filesystem filesystem)
      throws IOException {
    SnapshotId id = SnapshotReference.of(subvolume).id();
    Path asked = lock.work(id + ASKED);
    boolean usable =
        Files.exists(asked)
            && (Files.exists(partial(id, true)) || Files.exists(partial(id, false)))
            && !Files.exists(lock.work(id + SKIPPED));
    if (usable) {
      try {
        return PartialRecord.parse(Files.readString(asked, UTF_8), asked.toString())
            .requests(filesystem)
            .get(0);
      } catch (EngineException e) {
        // The images have changed, or the record was not on the medium yet when the power failed.
        usable = false;
      }
    }
    forget(id);
    return null;
  }

  private Path partial(SnapshotId id, boolean zstd) {
    return lock.work(id + (zstd ? StreamFile.ZSTD : "") + RepositoryLock.PARTIAL);
  }

  /** Removes what there is of an interrupted stream. */
  public void forget(SnapshotId id) throws IOException {
    Files.deleteIfExists(partial(id, true));
    Files.deleteIfExists(partial(id, false));
    Files.deleteIfExists(lock.work(id + ASKED));
    Files.deleteIfExists(lock.work(id + SKIPPED));
  }

  /**
   * A stream that is being written.
   *
   * @param sink where its bytes go, from the first one of the part on
   * @param part what of the stream is missing
   */
  public record Begun(SnapshotId id, boolean zstd, StreamSink sink, OutputPart part)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      sink.close();
    }
  }

  /**
   * Begins a stream, or continues the one that {@link #interrupted} told of.
   *
   * @param level of compression of a new one; empty for none
   */
  public Begun begin(Filesystem filesystem, SendRequest request, OptionalInt level)
      throws IOException {
    lock.require();
    SnapshotId id = SnapshotReference.of(request.subvolume()).id();
    for (boolean zstd : new boolean[] {true, false}) {
      if (Files.exists(partial(id, zstd))) {
        Begun continued = continued(id, zstd, level);
        if (continued != null) {
          return continued;
        }
      }
    }
    forget(id);
    PartialRecord asked = PartialRecord.of(filesystem, List.of(), false, List.of(request));
    DurableFiles.create(lock.work(id + ASKED), asked.json().getBytes(UTF_8));
    boolean zstd = level.isPresent();
    FileChannel file = DurableFiles.create(partial(id, zstd));
    return new Begun(id, zstd, new StreamSink(file, Sha256.digest(), 0, level), OutputPart.WHOLE);
  }

  private Begun continued(SnapshotId id, boolean zstd, OptionalInt level) throws IOException {
    Path path = partial(id, zstd);
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    PartialStream found = PartialStream.read(file, zstd, path.toString());
    if (found == null) {
      file.close();
      return null;
    }
    file.truncate(found.fileBytes());
    file.position(found.fileBytes());
    MessageDigest digest = found.digest();
    OptionalInt ownLevel = zstd ? OptionalInt.of(level.orElse(ZSTD_DEFAULT)) : OptionalInt.empty();
    return new Begun(
        id,
        zstd,
        new StreamSink(file, digest, found.bytes(), ownLevel),
        OutputPart.startingAt(found.bytes()).requiring(found.point()));
  }

  /** Notes, before its bytes are written, that something of a stream could not be read. */
  public void noteSkipped(SnapshotId id) throws IOException {
    Path mark = lock.work(id + SKIPPED);
    if (!Files.exists(mark)) {
      DurableFiles.create(mark, new byte[0]);
    }
  }

  /** Makes the manifest of a stream that is complete, from what is known of its file. */
  @FunctionalInterface
  public interface ManifestOf {
    Manifest of(StreamFile file, String token);
  }

  /**
   * A stream is complete: publishes it with its manifest.
   *
   * @param path of the subvolume, names separated by slashes
   * @throws java.nio.file.FileAlreadyExistsException if the repository has the snapshot
   * @throws io.btrsend.engine.SendException if the lock is lost
   */
  public Manifest publish(Begun begun, byte[] path, SendRequest request, ManifestOf manifest)
      throws IOException {
    String sha256 = begun.sink().finish();
    SnapshotId id = begun.id();
    String name =
        PortableName.of(path, id, lock.token()) + ".stream" + (begun.zstd() ? StreamFile.ZSTD : "");
    StreamFile file =
        new StreamFile(
            name,
            request.options().version(),
            request.options().compressed(),
            begun.sink().bytes(),
            sha256,
            begun.sink().fileBytes());
    Manifest complete = manifest.of(file, lock.token());
    String partial = partial(id, begun.zstd()).getFileName().toString();
    lock.replace(partial, repository.streamFile(complete));
    String json = Manifest.nameOf(id);
    DurableFiles.create(lock.work(json), ManifestJson.write(complete));
    lock.publish(json, repository.manifestFile(id));
    Files.delete(lock.work(json));
    forget(id);
    return complete;
  }

  /** Writes the index anew from the manifests, unless there are damaged ones, which it names. */
  public void writeIndex() throws IOException {
    Catalog catalog = repository.catalog();
    if (catalog.defects().isEmpty()) {
      writeIndex(catalog);
    }
  }

  void writeIndex(Catalog catalog) throws IOException {
    DurableFiles.create(lock.work("index.json"), repository.indexOf(catalog));
    lock.replace("index.json", repository.index());
  }

  /**
   * Fails if the lock is lost.
   *
   * @throws io.btrsend.engine.SendException if it is
   */
  public void requireLock() throws IOException {
    lock.require();
  }

  RepositoryLock lock() {
    return lock;
  }

  /** Gives the lock up; partial files are kept for the next writer. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
