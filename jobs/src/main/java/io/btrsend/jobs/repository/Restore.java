package io.btrsend.jobs.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.btrsend.engine.stream.RenamedStream;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Gives out a snapshot: the streams of its chain, one after the other. Where several have the same
 * name, all but the one that is wanted are named by their ids. All of them are read and compared
 * with their checksums before the first byte is written, and once more on the way.
 */
public final class Restore {
  private final Repository repository;
  private final List<Manifest> chain;

  /**
   * @throws DamagedRepositoryException if something that the snapshot builds on is missing
   */
  public Restore(Repository repository, Catalog catalog, Manifest wanted) {
    this.repository = repository;
    this.chain = catalog.chain(wanted);
  }

  /** What is written, in order. */
  public List<Manifest> chain() {
    return chain;
  }

  /** Raw bytes that are read, twice. */
  public long bytes() {
    return 2 * chain.stream().mapToLong(manifest -> manifest.stream().bytes()).sum();
  }

  /**
   * Writes the streams.
   *
   * @param read is told of raw bytes as they are read
   * @throws DamagedRepositoryException if one is damaged; nothing was written unless it became so
   *     after it had been compared
   */
  public void write(WritableByteChannel out, LongConsumer read) throws IOException {
    for (Manifest manifest : chain) {
      new StoredStream(repository, manifest, read).verify();
    }
    for (Manifest manifest : chain) {
      StoredStream stream = new StoredStream(repository, manifest, read);
      stream.copy(
          isNameTaken(manifest)
              ? new RenamedStream(out, manifest.snapshot().id().toString().getBytes(UTF_8))
              : out);
    }
  }

  /** Whether another one of the chain has the same name, and this is not the one that is wanted. */
  private boolean isNameTaken(Manifest manifest) {
    boolean isLast = manifest.equals(chain.get(chain.size() - 1));
    return !isLast
        && chain.stream()
            .anyMatch(other -> !other.equals(manifest) && name(other).equals(name(manifest)));
  }

  private static String name(Manifest manifest) {
    String path = manifest.origin().path();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
