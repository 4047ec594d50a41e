package io.btrsend.bench.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads ranges of several devices at once and does nothing with them: the time that no program can
 * undercut. Arguments: the requests in flight on each device, the file that {@link AllocatedRanges}
 * printed, and the devices. Requests of a device are made in ascending order, of at most 128 KiB:
 * the kernel would cut larger ones into such pieces, and those of several threads would mix. Prints
 * the seconds that it took, without the start of Java, and the bytes.
 */
public final class ParallelReader {
  private static final int REQUEST = 128 << 10;

  private record Range(long offset, int length) {}

  private ParallelReader() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    int depth = Integer.parseInt(args[0]);
    List<List<Range>> requests = requests(Path.of(args[1]), args.length - 2);
    List<Callable<Long>> readers = new ArrayList<>();
    for (int device = 0; device < requests.size(); device++) {
      AtomicInteger next = new AtomicInteger();
      for (int i = 0; i < depth; i++) {
        Path file = Path.of(args[device + 2]);
        List<Range> ranges = requests.get(device);
        readers.add(() -> read(file, ranges, next));
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(readers.size());
    long start = System.nanoTime();
    long bytes = 0;
    for (Future<Long> result : threads.invokeAll(readers)) {
      bytes += result.get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    threads.shutdown();
    System.out.printf("%.2f %d%n", seconds, bytes);
  }

  private static List<List<Range>> requests(Path list, int devices) throws IOException {
    List<List<Range>> requests = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      requests.add(new ArrayList<>());
    }
    for (String line : Files.readAllLines(list)) {
      String[] fields = line.split(" ", -1);
      long end = Long.parseLong(fields[1]) + Long.parseLong(fields[2]);
      for (long at = Long.parseLong(fields[1]); at < end; at += REQUEST) {
        requests
            .get(Integer.parseInt(fields[0]))
            .add(new Range(at, (int) Math.min(REQUEST, end - at)));
      }
    }
    return requests;
  }

  private static long read(Path device, List<Range> ranges, AtomicInteger next) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(REQUEST);
    long bytes = 0;
    try (FileChannel channel = FileChannel.open(device, StandardOpenOption.READ)) {
      for (int i = next.getAndIncrement(); i < ranges.size(); i = next.getAndIncrement()) {
        Range range = ranges.get(i);
        buffer.clear().limit(range.length());
        for (long at = range.offset(); buffer.hasRemaining(); ) {
          int count = channel.read(buffer, at);
          if (count < 0) {
            throw new IOException(device + " ends at byte " + at);
          }
          at += count;
          bytes += count;
        }
      }
    }
    return bytes;
  }
}
