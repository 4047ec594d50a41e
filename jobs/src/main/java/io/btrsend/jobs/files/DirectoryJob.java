package io.btrsend.jobs.files;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.files.FileEntry;
import io.btrsend.engine.files.FileTree;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.format.FileMode;
import io.btrsend.jobs.directory.DirectoryHandle;
import io.btrsend.jobs.directory.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes selected files of a subvolume to a directory, several at a time. The calling thread walks
 * the tree and makes the directories; their attributes, and further names of files, follow when all
 * files are written.
 *
 * <p>Memory: the directories, and the names of files that have several.
 */
public final class DirectoryJob {
  /** Files of one directory are written by one thread, unless there are very many. */
  private static final int LEAST_BATCH = 64;

  private static final int MOST_BATCH = 1024;

  private final Filesystem filesystem;
  private final SubvolumeInfo subvolume;
  private final UnreadableData policy;
  private final ExtractOptions options;
  private final Loss.Listener losses;
  private final LongAdder written;

  private final BlockingQueue<FileWriter> idle = new LinkedBlockingQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Map<Long, byte[]> firstNames = new HashMap<>();
  private final List<NewLink> links = new ArrayList<>();
  private final List<FileEntry> directories = new ArrayList<>();
  private List<FileEntry> batch = new ArrayList<>();

  /** A further name of a file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record NewLink(byte[] existing, byte[] path) {}

  /**
   * @param policy gets file data that cannot be read; used by several threads
   * @param losses is told what the directory cannot hold, by one thread at a time
   * @param written counts the bytes of file data
   */
  public DirectoryJob(
      Filesystem filesystem,
      SubvolumeInfo subvolume,
      UnreadableData policy,
      ExtractOptions options,
      Loss.Listener losses,
      LongAdder written) {
    this.filesystem = filesystem;
    this.subvolume = subvolume;
    this.policy = policy;
    this.options = options;
    this.losses = losses;
    this.written = written;
  }

  /**
   * Writes the files. What was written before a failure stays.
   *
   * @param selected as {@link FileSelection} takes it
   * @param directory made if it is not there; directories in it are filled further, files not
   *     replaced
   * @throws IOException if something cannot be written
   */
  public void run(List<String> selected, Path directory) throws IOException {
    Files.createDirectories(directory);
    int modes = -1;
    ExecutorService threads = Executors.newFixedThreadPool(options.writers());
    List<FileWriter> writers = new ArrayList<>();
    try (DirectoryHandle top = DirectoryHandle.at(directory)) {
      modes = DirectoryHandle.makeExactModes();
      NewFiles newFiles = NewFiles.in(top);
      for (int i = 0; i < options.writers(); i++) {
        writers.add(writer(top, newFiles));
      }
      idle.addAll(writers);
      FileTree tree = new FileTree(filesystem, subvolume);
      try (FileWriter own = writer(top, newFiles)) {
        new FileSelection(tree, selected).visit((entry, named) -> add(entry, named, own, threads));
        hand(threads);
        awaitAll(writers.size());
        finish(own);
      }
    } finally {
      threads.shutdown();
      awaitEnd(threads);
      writers.forEach(FileWriter::close);
      if (modes >= 0) {
        DirectoryHandle.restoreModes(modes);
      }
    }
  }

  private FileWriter writer(DirectoryHandle top, NewFiles newFiles) throws IOException {
    return new FileWriter(
        filesystem, subvolume, policy, options, this::lost, top, newFiles, written);
  }

  private synchronized void lost(Loss loss) {
    losses.lost(loss);
  }

  private void add(FileEntry entry, boolean named, FileWriter own, ExecutorService threads)
      throws IOException {
    if (entry.isSubvolume() || FileMode.isDirectory(entry.inode().mode())) {
      if (batch.size() >= LEAST_BATCH) {
        hand(threads);
      }
      own.makeDirectory(entry);
      if (named || entry.path().length > 0) {
        directories.add(entry);
      }
      return;
    }
    if (entry.inode().links() > 1) {
      byte[] first = firstNames.putIfAbsent(entry.inode().number(), entry.path());
      if (first != null) {
        links.add(new NewLink(first, entry.path()));
        return;
      }
    }
    batch.add(entry);
    if (batch.size() == MOST_BATCH) {
      hand(threads);
    }
  }

  /** Has a writer that is idle write the batch, after waiting for one. */
  private void hand(ExecutorService threads) throws IOException {
    List<FileEntry> entries = batch;
    batch = new ArrayList<>();
    FileWriter writer = takeIdle();
    threads.execute(
        () -> {
          try {
            for (FileEntry entry : entries) {
              writer.write(entry);
            }
          } catch (IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          } finally {
            idle.add(writer);
          }
        });
  }

  private FileWriter takeIdle() throws IOException {
    try {
      FileWriter writer = idle.take();
      throwFailure();
      return writer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void awaitAll(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      takeIdle();
    }
  }

  private void throwFailure() throws IOException {
    Throwable thrown = failure.get();
    if (thrown instanceof IOException e) {
      throw e;
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  /** Everything that needs the files to be there: what is below a directory comes before it. */
  private void finish(FileWriter own) throws IOException {
    for (NewLink link : links) {
      own.link(link.existing(), link.path());
    }
    for (int i = directories.size() - 1; i >= 0; i--) {
      own.finishDirectory(directories.get(i));
    }
  }

  private static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
