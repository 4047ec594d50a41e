package io.btrsend.jobs.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.stream.StreamPoint;
import io.btrsend.engine.testing.Fixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path directory;
  private Filesystem filesystem;
  private FileChannel channel;
  private Path target;

  @BeforeEach
  void open() throws IOException {
    Fixture fixture = Fixture.named("dev-dup");
    filesystem = Filesystem.open(fixture.images(), FilesystemOptions.defaults());
    target = directory.resolve("stream");
    channel =
        FileChannel.open(
            PartialFile.partialOf(target), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
    filesystem.close();
  }

  private Checkpoints checkpoints(long maxBytes) {
    SendRequest request =
        Fixture.named("dev-dup").streams().get(0).request(filesystem.subvolumes());
    PartialRecord asked = PartialRecord.of(filesystem, List.of("image"), false, List.of(request));
    return new Checkpoints(
        new PartialFile(target, channel, asked),
        channel,
        0,
        new SkippedRanges(filesystem),
        maxBytes);
  }

  private static StreamPoint point(long bytes) {
    return new StreamPoint(bytes, bytes / 10, bytes * 7);
  }

  private StreamPoint recorded() throws IOException {
    return PartialFile.read(target).checkpoint().point();
  }

  @Test
  void theLastPlaceThatIsWrittenIsRecorded() throws IOException {
    Checkpoints checkpoints = checkpoints(20);
    for (int bytes = 10; bytes <= 60; bytes += 10) {
      checkpoints.accept(point(bytes));
    }
    checkpoints.write(ByteBuffer.allocate(15));
    checkpoints.settle();
    assertFalse(Files.exists(PartialFile.recordOf(target)), "not enough for a checkpoint");
    checkpoints.write(ByteBuffer.allocate(20));
    checkpoints.settle();
    assertEquals(point(30), recorded());
    checkpoints.write(ByteBuffer.allocate(25));
    checkpoints.settle();
    assertEquals(point(60), recorded());
  }

  @Test
  void withoutAPlaceThereIsNothingToRecord() throws IOException {
    Checkpoints checkpoints = checkpoints(20);
    checkpoints.accept(point(100));
    checkpoints.write(ByteBuffer.allocate(99));
    checkpoints.settle();
    assertFalse(Files.exists(PartialFile.recordOf(target)));
  }

  @Test
  void aFailureToRecordFailsTheNextWrite() throws IOException {
    Checkpoints checkpoints = checkpoints(1);
    checkpoints.accept(point(1));
    Files.createDirectory(PartialFile.nextRecordOf(target));
    checkpoints.write(ByteBuffer.allocate(1));
    checkpoints.settle();
    assertThrows(IOException.class, () -> checkpoints.write(ByteBuffer.allocate(1)));
  }
}
