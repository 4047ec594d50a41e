package io.btrsend.jobs.output;

import io.btrsend.jobs.output.Storage.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a job reads and writes. A job claims all of it before it opens anything for writing, so that
 * no output destroys an input, whatever its name, and no two outputs are mixed in one file.
 */
public final class StorageClaims {
  private record Claim(String name, Storage storage) {}

  /** Where Linux shows what standard input is. */
  private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");

  private final List<Claim> inputs = new ArrayList<>();
  private final List<Claim> outputs = new ArrayList<>();

  /**
   * Claims a file or device for reading. If there is none, nothing is claimed: opening it fails.
   *
   * @throws IOException if the path cannot be followed
   */
  public void read(Path file) throws IOException {
    read(file.toString(), file);
  }

  /** Claims standard input for reading, as far as the system shows what it is. */
  public void readStandardInput() throws IOException {
    if (Files.exists(STANDARD_INPUT)) {
      read("standard input", STANDARD_INPUT);
    }
  }

  private void read(String name, Path file) throws IOException {
    Storage storage = Storage.of(file);
    if (storage.kind() == Kind.REGULAR || storage.kind() == Kind.BLOCK_DEVICE) {
      inputs.add(new Claim(name, storage));
    }
  }

  /**
   * Claims a file or device for writing, after all inputs.
   *
   * @return what there is now
   * @throws OutputConflictException if an input or another output has the same storage
   * @throws IOException if the path cannot be followed
   */
  public Kind write(Path file) throws IOException {
    return write(file.toString(), file);
  }

  /**
   * Claims standard output for writing, as far as the system shows what it is.
   *
   * @return what it is
   * @throws OutputConflictException if an input or another output has the same storage
   */
  public Kind writeStandardOutput() throws IOException {
    Path descriptor = StandardDescriptor.path();
    return Files.exists(descriptor) ? write("standard output", descriptor) : Kind.OTHER;
  }

  private Kind write(String name, Path file) throws IOException {
    Storage storage = Storage.of(file);
    for (Claim input : inputs) {
      if (storage.overlaps(input.storage())) {
        throw new OutputConflictException(
            name.equals(input.name())
                ? "not writing to %s, which is an input".formatted(name)
                : "not writing to %s, which has bytes of the input %s"
                    .formatted(name, input.name()));
      }
    }
    for (Claim output : outputs) {
      if (storage.overlaps(output.storage())) {
        throw new OutputConflictException(
            name.equals(output.name())
                ? "not writing two outputs to %s".formatted(name)
                : "not writing two outputs to %s and %s, which are the same"
                    .formatted(output.name(), name));
      }
    }
    outputs.add(new Claim(name, storage));
    return storage.kind();
  }
}
