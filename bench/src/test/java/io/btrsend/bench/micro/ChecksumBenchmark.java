package io.btrsend.bench.micro;

import io.btrsend.engine.format.Crc32c;
import io.btrsend.engine.format.Crc32cShift;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Taking the CRC-32C of a sector that is in the processor's nearest cache, and the two ways to move
 * it to its place in a command's.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ChecksumBenchmark {
  private static final int SECTOR = 4096;

  /** Far from a power of two, as the ends of files are. */
  private static final int ODD_LENGTH = 48 * 1024 - 1235;

  private final ByteBuffer sector = ByteBuffer.allocateDirect(SECTOR);
  private final Crc32cShift shiftBySector = new Crc32cShift(SECTOR);
  private int register = 0x12345678;

  @Setup
  public void fill() {
    byte[] bytes = new byte[SECTOR];
    new Random(1).nextBytes(bytes);
    sector.put(0, bytes);
  }

  @Benchmark
  public int ofSector() {
    return Crc32c.update(0, sector, 0, SECTOR);
  }

  @Benchmark
  public int shiftBySector() {
    register = shiftBySector.apply(register);
    return register;
  }

  @Benchmark
  public int shiftByAnyLength() {
    register = Crc32c.shift(register, ODD_LENGTH);
    return register;
  }
}
