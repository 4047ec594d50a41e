package io.btrsend.engine.send;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.SlowDevices;
import io.btrsend.engine.testing.StreamComparison;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class FixtureParityTest {
  private static final StageSizes TINY = new StageSizes(4096, 2, 256);

  @TestFactory
  Stream<DynamicTest> sequentialSendEqualsTheKernel() {
    return Fixture.all().stream()
        .map(
            fixture ->
                dynamicTest(
                    fixture.name(), () -> compareAll(fixture, FilesystemOptions.defaults())));
  }

  @TestFactory
  Stream<DynamicTest> sequentialSendFromSlowDevicesEqualsTheKernel() {
    return Fixture.all().stream()
        .map(
            fixture ->
                dynamicTest(fixture.name(), () -> compareAll(fixture, SlowDevices.options())));
  }

  private static void compareAll(Fixture fixture, FilesystemOptions options) throws IOException {
    try (Filesystem filesystem = Filesystem.open(fixture.images(), options)) {
      for (KernelStream expected : fixture.streams()) {
        compare(filesystem, expected);
      }
    }
  }

  private static void compare(Filesystem filesystem, KernelStream expected) throws IOException {
    for (StageSizes sizes : List.of(StageSizes.USUAL, TINY)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SendSession session =
          SendSession.open(
              filesystem, expected.request(filesystem.subvolumes()), UnreadableData.FAIL, sizes);
      SequentialSend.run(session, Channels.newChannel(out));
      StreamComparison.assertSame(expected + ", " + sizes, expected.bytes(), out.toByteArray());
    }
  }
}
