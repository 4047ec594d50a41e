package io.btrsend.engine.stream;

import static io.btrsend.engine.stream.CommandWriter.COMMAND_HEADER_LENGTH;
import static io.btrsend.engine.stream.CommandWriter.MAGIC;
import static io.btrsend.engine.stream.CommandWriter.STREAM_HEADER_LENGTH;

import io.btrsend.engine.StreamFormatException;
import io.btrsend.engine.foreign.ForeignFormat;
import io.btrsend.engine.foreign.Sample;
import io.btrsend.engine.format.LittleEndian;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Reads the commands of one or more concatenated send streams, front to back, checking every
 * checksum.
 *
 * <pre>
 * file   := stream+
 * stream := header command* END-command
 * </pre>
 *
 * <p>The bytes are hostile. The options bound the memory: a command is parsed in place in one
 * buffer, which grows only as bytes arrive, never because of a stored length. A violation of the
 * format ends in a {@link StreamFormatException} that names the command, its offset and, if known,
 * its path; the reader then stays at {@link #place}.
 *
 * <p>Not thread-safe. Implements sections 2, 8 and 9 of the stream description.
 */
public final class StreamReader implements Closeable {
  private static final int INITIAL_WINDOW = 512 * 1024;

  private final ReadableByteChannel channel;
  private final String name;
  private final StreamReaderOptions options;
  private final StreamRules rules;
  private final StreamCommand command;

  private byte[] window = new byte[INITIAL_WINDOW];
  private int start;
  private int limit;
  private long offset;

  private int streams;
  private int version;
  private boolean insideStream;
  private long commandNumber = 1;
  private long digest;

  /**
   * @param channel read from its current position; closed by {@link #close}
   * @param name the name of the stream in messages, for example that of the file
   */
  public StreamReader(ReadableByteChannel channel, String name, StreamReaderOptions options) {
    this.channel = channel;
    this.name = name;
    this.options = options;
    this.rules = options.strict() ? new StreamRules(options.maxNameBytes()) : null;
    this.command = new StreamCommand(name);
  }

  /**
   * Continues after a part of an input that was read before.
   *
   * @param channel at the first byte after that part
   * @param point the place there
   * @param version of the stream before it, 1 to 3
   * @return a reader that is not strict, since it does not know what came before
   * @throws IOException if the input cannot be read
   */
  public static StreamReader continuing(
      ReadableByteChannel channel, String name, StreamPoint point, int version) throws IOException {
    StreamReader reader = new StreamReader(channel, name, StreamReaderOptions.LENIENT);
    reader.offset = point.bytes();
    reader.commandNumber = point.commands() + 1;
    reader.digest = point.digest();
    reader.version = version;
    reader.streams = 1;
    // The first bytes of a header would be the length of a command that no reader accepts.
    reader.insideStream = reader.fill(MAGIC.length) > 0 && !reader.isAtMagic();
    return reader;
  }

  /** Whether the input ends here, or inside a stream header that begins here. */
  boolean isCutInHeader() throws IOException {
    return fill(STREAM_HEADER_LENGTH) < STREAM_HEADER_LENGTH && isAtMagic();
  }

  private boolean isAtMagic() {
    int present = Math.min(limit - start, MAGIC.length);
    return Arrays.equals(window, start, start + present, MAGIC, 0, present);
  }

  /** Like the other constructor, for an input stream. */
  public StreamReader(InputStream in, String name, StreamReaderOptions options) {
    this(Channels.newChannel(in), name, options);
  }

  /**
   * The next command, END included. After the END of one stream the header of another may follow.
   *
   * @return the command, always the same object, valid until the next call; null if the input ends
   *     after an END
   * @throws StreamFormatException if the bytes are not a sound stream
   * @throws IOException if the input cannot be read
   */
  public StreamCommand next() throws IOException {
    if (!insideStream && !readHeader()) {
      return null;
    }
    readCommand();
    return command;
  }

  private boolean readHeader() throws IOException {
    command.beginAt(commandNumber, offset, version);
    int available = fill(STREAM_HEADER_LENGTH);
    if (available == 0) {
      if (streams == 0) {
        throw new StreamFormatException(name + ": the stream is empty");
      }
      return false;
    }
    if (!isAtMagic()) {
      throw notAStream();
    }
    if (available < STREAM_HEADER_LENGTH) {
      throw headerFailure("the stream ends inside its header");
    }
    long stated = LittleEndian.u32(window, start + MAGIC.length);
    if (stated > 3 || (stated == 0 && options.strict())) {
      throw headerFailure("the stream has version " + stated + ", expected 1, 2 or 3");
    }
    version = stated == 0 ? 1 : (int) stated;
    digest = StreamPoint.digestOfHeader(digest, window, start);
    consume(STREAM_HEADER_LENGTH);
    streams++;
    insideStream = true;
    if (rules != null) {
      rules.beginStream();
    }
    return true;
  }

  /** At the beginning of the input, it may be something else that is known. */
  private StreamFormatException notAStream() throws IOException {
    if (streams == 0) {
      int available = fill(Sample.HEAD_LENGTH);
      ForeignFormat format =
          ForeignFormat.of(Sample.ofHead(Arrays.copyOfRange(window, start, start + available)));
      if (format != null) {
        return new StreamFormatException(name + ": " + format.insteadOfStream());
      }
    }
    return headerFailure("expected the header of a send stream, found other bytes");
  }

  private StreamFormatException headerFailure(String message) {
    return new StreamFormatException(name + ": at byte " + offset + ": " + message);
  }

  private void readCommand() throws IOException {
    command.beginAt(commandNumber, offset, version);
    int available = fill(COMMAND_HEADER_LENGTH);
    if (available < COMMAND_HEADER_LENGTH) {
      throw command.malformed(
          available == 0
              ? "the stream ends without an END command"
              : "the stream ends inside the header of a command");
    }
    long payload = LittleEndian.u32(window, start + CommandWriter.LENGTH);
    int maximum = version == 1 ? options.maxCommandV1() : options.maxCommandV2();
    if (payload > maximum - COMMAND_HEADER_LENGTH) {
      throw command.malformed(
          "a command of "
              + (payload + COMMAND_HEADER_LENGTH)
              + " bytes is larger than the limit of "
              + maximum);
    }
    int length = (int) payload + COMMAND_HEADER_LENGTH;
    if (fill(length) < length) {
      throw command.malformed(
          "the stream ends after " + (limit - start) + " of the command's " + length + " bytes");
    }
    command.load(window, start, length);
    command.checkChecksum();
    command.splitAttributes(options.strict());
    if (rules != null) {
      rules.check(command);
    }
    digest = command.digestAfter(digest);
    consume(length);
    commandNumber++;
    insideStream = command.type() != CommandType.END;
  }

  /**
   * Reads until {@code needed} bytes are buffered or the input ends; returns the number of bytes
   * available, at most {@code needed}.
   */
  private int fill(int needed) throws IOException {
    while (limit - start < needed) {
      if (limit == window.length) {
        makeRoom(needed);
      }
      int read = channel.read(ByteBuffer.wrap(window, limit, window.length - limit));
      if (read < 0) {
        break;
      }
      limit += read;
    }
    return Math.min(limit - start, needed);
  }

  private void makeRoom(int needed) {
    byte[] target = window;
    if (start == 0) {
      target = new byte[(int) Math.min(Math.max(needed, INITIAL_WINDOW), window.length * 2L)];
    }
    System.arraycopy(window, start, target, 0, limit - start);
    window = target;
    limit -= start;
    start = 0;
  }

  private void consume(int count) {
    start += count;
    offset += count;
  }

  /** The version in the most recent stream header; 0 before the first. */
  public int version() {
    return version;
  }

  /** The number of stream headers read. */
  public int streams() {
    return streams;
  }

  /** The number of input bytes in the headers and commands read so far. */
  public long offset() {
    return offset;
  }

  /** The number of commands read completely, including END commands. */
  public long commands() {
    return commandNumber - 1;
  }

  /** The place after the header or command that was read last. */
  public StreamPoint point() {
    return new StreamPoint(offset, commands(), digest);
  }

  /** The place of the command that {@link #next} last returned or failed on. */
  public StreamPlace place() {
    return command.place();
  }

  /**
   * Why the commands read so far cannot be verified as safe to receive, in one line with the place;
   * null if they are verified. Only a strict reader verifies.
   */
  public String unverified() {
    return rules == null ? name + ": it was not read strictly" : rules.unverified();
  }

  /** The conditions under which the commands read so far are safe to receive. */
  public StreamConditions conditions() {
    return rules == null ? StreamConditions.NONE : rules.conditions();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
