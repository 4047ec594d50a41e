package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.StreamFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.util.List;

/** Reads a stream in every way there is: verified, as statistics, and printed in each format. */
final class EveryReading {
  private EveryReading() {}

  private interface Reading {
    void read(StreamReader reader) throws IOException;
  }

  /** Fails if a reading ends in anything but success or a {@link StreamFormatException}. */
  static void read(byte[] stream) {
    readOnce(stream, StreamReaderOptions.STRICT, StreamVerifier::verify);
    readOnce(stream, StreamReaderOptions.LENIENT, reader -> StreamStatistics.of(reader, 5).json());
    LocalTimeText utc = new LocalTimeText(ZoneOffset.UTC);
    OutputStream nowhere = OutputStream.nullOutputStream();
    for (CommandPrinter printer :
        List.of(
            new StreamDump(DumpFormat.PROGS_6_0, utc),
            new StreamDump(DumpFormat.PROGS_6_9_1, utc),
            new StreamJson())) {
      readOnce(
          stream, StreamReaderOptions.LENIENT, reader -> printer.printUpToEnd(reader, nowhere));
    }
  }

  private static void readOnce(byte[] stream, StreamReaderOptions options, Reading reading) {
    InputStream in = new ByteArrayInputStream(stream);
    try (StreamReader reader = new StreamReader(in, "test", options)) {
      reading.read(reader);
    } catch (StreamFormatException refused) {
      assertTrue(refused.getMessage().startsWith("test: "), refused.getMessage());
      assertTrue(refused.getMessage().indexOf('\n') < 0, refused.getMessage());
    } catch (IOException e) {
      throw new AssertionError("reading an array does not fail", e);
    }
  }
}
