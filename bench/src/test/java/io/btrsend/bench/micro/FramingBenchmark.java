package io.btrsend.bench.micro;

import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.stream.Attribute;
import io.btrsend.engine.stream.CommandChecksums;
import io.btrsend.engine.stream.CommandType;
import io.btrsend.engine.stream.CommandWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Making one command and its checksum; the writer's array and the buffer are used again. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class FramingBenchmark {
  private static final int DATA_LENGTH = 48 * 1024;
  private static final byte[] PATH = "usr/lib/module/file-12345".getBytes(StandardCharsets.UTF_8);

  private final CommandWriter writer = new CommandWriter(1);
  private final ByteBuffer target = ByteBuffer.allocateDirect(DATA_LENGTH);

  @Benchmark
  public int smallCommand() {
    writer.reset();
    writer.begin(CommandType.CHMOD);
    writer.putBytes(Attribute.PATH, PATH);
    writer.putU64(Attribute.MODE, 0644);
    writer.end();
    CommandChecksums.putStamped(writer.array(), 0, writer.length(), target.clear());
    return writer.length();
  }

  /** The head of a WRITE; the checksum of its data is known. */
  @Benchmark
  public int headOfWrite() {
    writer.reset();
    int command = writer.begin(CommandType.WRITE);
    writer.putBytes(Attribute.PATH, PATH);
    writer.putU64(Attribute.FILE_OFFSET, 1 << 20);
    int head = writer.beginData(DATA_LENGTH);
    int register = CommandChecksums.ofHead(writer.array(), command, head);
    target.clear().put(writer.array(), command, head);
    CommandChecksums.store(target, 0, Crc32c.shift(register, DATA_LENGTH) ^ 0x12345678);
    return head;
  }
}
