package io.btrsend.jobs.send;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.send.OutputPart;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.jobs.report.SendTotals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendJobTest {
  private static final Fixture FIXTURE = Fixture.named("dev-dup");

  /** Keeps what it is told. */
  private static final class Recorder implements SendListener {
    private final List<Object> told = new ArrayList<>();

    @Override
    public void begins(SendRequest request) {
      told.add(request);
    }

    @Override
    public void ended(SendTotals sent) {
      told.add(sent.bytes());
    }
  }

  /** Zero: the actors do all of it. An hour: the calling thread does. */
  @ParameterizedTest
  @ValueSource(strings = {"0ms", "1ms", "1h"})
  void allStreamsGoToOneOutputInTurnAndAreFollowed(String headStart) throws IOException {
    List<KernelStream> expected = FIXTURE.streams();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<Object> calls = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Recorder recorder = new Recorder();
    SendTotals totals;
    try (SendJob job = new SendJob(JobSettings.load().with(List.of("head-start=" + headStart)));
        Filesystem filesystem = Filesystem.open(FIXTURE.images(), FilesystemOptions.defaults())) {
      List<SendRequest> requests = new ArrayList<>();
      for (KernelStream stream : expected) {
        SendRequest request = stream.request(filesystem.subvolumes());
        requests.add(request);
        calls.add(request);
        calls.add((long) stream.length());
        all.write(stream.bytes());
      }
      totals =
          job.send(
              filesystem,
              requests,
              OutputPart.WHOLE,
              UnreadableData.FAIL,
              Channels.newChannel(out),
              recorder);
    }
    assertArrayEquals(all.toByteArray(), out.toByteArray());
    assertEquals(calls, recorder.told);
    assertEquals(all.size(), totals.bytes());
  }
}
