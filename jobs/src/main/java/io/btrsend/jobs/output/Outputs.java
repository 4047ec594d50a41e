package io.btrsend.jobs.output;

import io.btrsend.jobs.output.Storage.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that one job writes: opened together, after a comparison with all that it reads, and
 * published together. Closed without a commit, it leaves no file behind.
 *
 * <p>For one thread, but for {@link #abandon}.
 */
public final class Outputs implements AutoCloseable {
  /** Stands for standard output, as its names in {@code /dev} do. */
  public static final Path STANDARD = Path.of("-");

  private final List<Output> outputs = new ArrayList<>();
  private String advice = "";
  private boolean abandoned;
  private boolean published;

  /** None yet. */
  public Outputs() {}

  /**
   * Opens outputs. A file is made, or replaced, when the outputs are committed; a device or pipe is
   * written as it is.
   *
   * @param claims what the job reads; the outputs are added
   * @param files one for each output, or {@link #STANDARD}
   * @throws OutputConflictException if outputs and inputs are not apart; nothing was opened
   * @throws IOException if one of them cannot be opened
   * @throws AbandonedOutputException if the outputs are abandoned meanwhile
   */
  public void open(StorageClaims claims, List<Path> files) throws IOException {
    List<Kind> kinds = new ArrayList<>();
    for (Path file : files) {
      kinds.add(
          StandardDescriptor.isMeantBy(file) ? claims.writeStandardOutput() : claims.write(file));
    }
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      if (StandardDescriptor.isMeantBy(file)) {
        add(DirectOutput.standard());
      } else {
        switch (kinds.get(i)) {
          case ABSENT, REGULAR -> addFile(file);
          case DIRECTORY -> throw new FileSystemException(file.toString(), null, "is a directory");
          case BLOCK_DEVICE -> add(DirectOutput.open(file, true));
          case PIPE, OTHER -> add(DirectOutput.open(file, false));
        }
      }
    }
  }

  /**
   * The file that is made or replaced when one of that name is written: where a symbolic link
   * leads.
   *
   * @throws IOException if the link cannot be followed
   */
  public static Path destination(Path file) throws IOException {
    return Files.isSymbolicLink(file) ? LinkTarget.of(file) : file;
  }

  /**
   * Opens a file whose bytes are in a partial file until it is complete, and stay there if it is
   * discarded.
   *
   * @param claims what the job reads; the output is added
   * @param exists whether the partial file is gone on with, or made
   * @throws OutputConflictException if outputs and inputs are not apart
   * @throws IOException if the file is not a regular one, or cannot be opened
   */
  public Output openPartial(StorageClaims claims, Path file, Path partial, boolean exists)
      throws IOException {
    for (Path written : List.of(file, partial)) {
      Kind kind = claims.write(written);
      if (kind != Kind.ABSENT && kind != Kind.REGULAR) {
        throw new FileSystemException(
            written.toString(), null, "is not a file, so nothing of it can be kept for later");
      }
    }
    Output output =
        exists ? OutputFile.reopenPartial(file, partial) : OutputFile.createPartial(file, partial);
    add(output);
    return output;
  }

  /** In one step with being known here, so that no file is forgotten. */
  private synchronized void addFile(Path file) throws IOException {
    requireWanted();
    outputs.add(OutputFile.create(file));
  }

  /**
   * Adds one that is open.
   *
   * @throws AbandonedOutputException if the outputs were abandoned, this one with them
   */
  public synchronized void add(Output output) {
    outputs.add(output);
    requireWanted();
  }

  private synchronized void requireWanted() {
    if (abandoned) {
      throw new AbandonedOutputException();
    }
  }

  /** Says that something is kept if the outputs are abandoned, and how to go on with it. */
  public synchronized void keeping(String howToGoOn) {
    advice = howToGoOn;
  }

  /** How to go on with what is kept; empty if nothing is. */
  public synchronized String advice() {
    return advice;
  }

  /** One of them, in the order of opening. */
  public Output get(int index) {
    return outputs.get(index);
  }

  /** What a user should know about the files, one line each. */
  public List<String> notices() throws IOException {
    List<String> notices = new ArrayList<>();
    for (Output output : outputs) {
      output.notice().ifPresent(notices::add);
    }
    return notices;
  }

  /**
   * All is written: makes it last, then visible under its name. Only that second step, which is
   * short, cannot be interrupted by {@link #abandon}.
   *
   * @throws IOException if an output fails; those that are visible by then stay
   * @throws AbandonedOutputException if the outputs were abandoned before they were visible
   */
  public void commit() throws IOException {
    try {
      for (Output output : outputs) {
        output.complete();
      }
    } catch (IOException e) {
      requireWanted();
      throw e;
    }
    publish();
  }

  private synchronized void publish() throws IOException {
    requireWanted();
    for (Output output : outputs) {
      output.publish();
    }
    published = true;
  }

  /**
   * Removes what is not published. For any thread; the outputs' own may go on writing, in vain.
   *
   * @return whether everything had been published before
   */
  public synchronized boolean abandon() {
    abandoned = true;
    for (Output output : outputs) {
      try {
        output.discard();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return published;
  }

  @Override
  public void close() throws IOException {
    abandon();
    for (Output output : outputs) {
      output.close();
    }
  }
}
