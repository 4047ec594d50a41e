package io.btrsend.actors.live;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.btrsend.actors.live.LiveSample.KernelStream;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.ComparedStart;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.SendReport;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamStatistics;
import io.btrsend.engine.testing.PlanComparison;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The plan of every stream has the numbers of the kernel's; and every stream that ended at a random
 * byte can be gone on with, so that the whole is the kernel's.
 */
final class PartCheck implements LiveCheck {

  @Override
  public List<Finding> check(LiveSample sample) throws Exception {
    List<Finding> findings = new ArrayList<>();
    Random random = new Random(sample.scenario().seed());
    try (Filesystem filesystem =
        Filesystem.open(sample.images(), Senders.optionsFor(sample.scenario().seed()))) {
      for (KernelStream stream : sample.streams()) {
        if (stream.error() == 0) {
          SendSession session =
              SendSession.open(filesystem, Senders.request(filesystem, stream.task()));
          String plan = comparePlan(session, stream);
          String rest = compareRest(session, stream, sample.directory(), random);
          for (String difference : new String[] {plan, rest}) {
            if (difference != null) {
              findings.add(new Finding(Optional.of(stream.task()), difference));
            }
          }
        }
      }
    }
    return findings;
  }

  private static String comparePlan(SendSession session, KernelStream stream) throws IOException {
    ByteArrayOutputStream nothing = new ByteArrayOutputStream();
    SendReport plan =
        SequentialSend.run(session.writing(OutputPart.NONE), Channels.newChannel(nothing));
    try (StreamReader reader =
        new StreamReader(
            Files.newInputStream(stream.file()), "stream", StreamReaderOptions.LENIENT)) {
      return PlanComparison.difference(plan, StreamStatistics.of(reader, 0));
    }
  }

  private static String compareRest(
      SendSession session, KernelStream stream, Path directory, Random random) throws IOException {
    Path file = directory.resolve("interrupted");
    long end = (long) (random.nextDouble() * Files.size(stream.file()));
    copy(stream.file(), file, end);
    ResumeToken token;
    try (StreamReader reader =
        new StreamReader(Files.newInputStream(file), "stream", StreamReaderOptions.LENIENT)) {
      token = ResumeToken.read(reader).token();
    }
    try (FileChannel out = FileChannel.open(file, WRITE)) {
      out.truncate(token.point().bytes());
      out.position(token.point().bytes());
      ResumeToken copied = ResumeToken.parse(token.toString());
      SequentialSend.run(
          session.writing(ComparedStart.part(copied)), new ComparedStart(copied, out));
      String difference = StreamComparison.difference(stream.file(), file);
      return difference == null ? null : "after an end at byte " + end + ": " + difference;
    } finally {
      Files.delete(file);
    }
  }

  private static void copy(Path from, Path to, long count) throws IOException {
    try (InputStream in = Files.newInputStream(from);
        WritableByteChannel out = FileChannel.open(to, CREATE_NEW, WRITE)) {
      long left = count;
      byte[] buffer = new byte[1 << 16];
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        out.write(ByteBuffer.wrap(buffer, 0, read));
        left -= read;
      }
    }
  }
}
