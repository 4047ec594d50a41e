package io.btrsend.jobs.apply;

import static io.btrsend.engine.stream.Attribute.COMPRESSION;
import static io.btrsend.engine.stream.Attribute.DATA;
import static io.btrsend.engine.stream.Attribute.FILE_OFFSET;
import static io.btrsend.engine.stream.Attribute.UNENCODED_FILE_LEN;
import static io.btrsend.engine.stream.Attribute.UNENCODED_LEN;
import static io.btrsend.engine.stream.Attribute.UNENCODED_OFFSET;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.extent.EncodedData;
import io.btrsend.engine.format.MalformedDataException;
import io.btrsend.engine.stream.StreamCommand;
import io.btrsend.jobs.directory.FileHandle;
import io.btrsend.jobs.directory.OpenDirectories;
import io.btrsend.jobs.directory.PathName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes the contents of the files of one subvolume. One file stays open. For one thread. */
final class FileContents implements AutoCloseable {
  private static final int BUFFER = 256 << 10;

  private final OpenDirectories directories;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private EncodedData encoded;
  private byte[] openPath;
  private FileHandle open;

  FileContents(OpenDirectories directories) {
    this.directories = directories;
  }

  boolean isOpenAt(byte[] path) {
    return open != null && Arrays.equals(openPath, path);
  }

  /** The file of a path, which stays open until another one is asked for. */
  FileHandle file(byte[] path) throws IOException {
    if (!isOpenAt(path)) {
      closeFile();
      PathName at = PathName.of(path);
      open = directories.get(at.directory()).openRegular(at.name());
      openPath = path;
    }
    return open;
  }

  void write(byte[] path, StreamCommand command) throws IOException {
    FileHandle file = file(path);
    int start = command.start(DATA);
    int end = start + command.size(DATA);
    long offset = command.u64(FILE_OFFSET);
    for (int at = start; at < end; at += BUFFER) {
      buffer.clear().put(command.array(), at, Math.min(BUFFER, end - at)).flip();
      file.write(buffer, offset + at - start);
    }
  }

  void writeEncoded(byte[] path, StreamCommand command) throws IOException {
    FileHandle file = file(path);
    if (encoded == null) {
      encoded = new EncodedData();
    }
    try {
      ByteBuffer decoded =
          encoded.decode(
              command.has(COMPRESSION) ? command.u32(COMPRESSION) : 0,
              command.array(),
              command.start(DATA),
              command.size(DATA),
              command.u64(UNENCODED_LEN),
              command.u64(UNENCODED_OFFSET),
              command.u64(UNENCODED_FILE_LEN));
      file.write(decoded, command.u64(FILE_OFFSET));
    } catch (MalformedDataException e) {
      throw new StreamFormatException(command.at(e.getMessage()));
    }
  }

  void closeFile() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  @Override
  public void close() {
    closeFile();
    if (encoded != null) {
      encoded.close();
    }
  }
}
