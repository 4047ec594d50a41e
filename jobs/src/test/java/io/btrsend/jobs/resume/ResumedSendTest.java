package io.btrsend.jobs.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSelection;
import io.btrsend.engine.send.SkippedRange;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.StreamComparison;
import io.btrsend.engine.testing.WritableImages;
import io.btrsend.engine.testing.WritableImages.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a send is interrupted, and however often, what comes of it is the whole stream. */
class ResumedSendTest {
  private static final List<String> HEAD_STARTS =
      List.of("head-start=0ms", "head-start=2ms", "head-start=1h");

  @TempDir private Path directory;

  static Stream<Fixture> sample() {
    return Stream.of(
            "dev-dup",
            "dev-raid5",
            "full-empty",
            "full-large-extents",
            "full-many-files",
            "full-zstd",
            "inc-clone-sources",
            "inc-compressed",
            "inc-many-changes",
            "s05-directory-swap",
            "s23-clone-split",
            "s30-compressed-extents")
        .map(Fixture::named);
  }

  private Path target() {
    return directory.resolve("out");
  }

  @ParameterizedTest
  @MethodSource("sample")
  void anyStreamIsTheKernels(Fixture fixture) throws IOException {
    Random random = new Random(fixture.name().hashCode());
    for (KernelStream stream : fixture.streams()) {
      interruptAndCompare(
          fixture.images(),
          subvolumes -> List.of(stream.request(subvolumes)),
          stream.bytes(),
          random);
    }
  }

  @ParameterizedTest
  @MethodSource("sample")
  void severalStreamsInOneOutputAreTheKernels(Fixture fixture) throws IOException {
    Random random = new Random(fixture.name().length());
    for (int version = 1; version <= 2; version++) {
      int wanted = version;
      List<KernelStream> streams =
          fixture.streams().stream()
              .filter(stream -> stream.version() == wanted && !stream.noData())
              .limit(4)
              .toList();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      streams.forEach(stream -> all.writeBytes(stream.bytes()));
      if (streams.isEmpty()) {
        continue;
      }
      for (int i = 0; i < 3; i++) {
        interruptAndCompare(
            fixture.images(),
            subvolumes -> streams.stream().map(stream -> stream.request(subvolumes)).toList(),
            all.toByteArray(),
            random);
      }
    }
  }

  /** With -e there is one header and no END. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void streamsWithoutEndsAreGoneOnWith(int version) throws IOException {
    Fixture fixture = Fixture.named("dev-dup");
    Random random = new Random(version);
    Function<Subvolumes, List<SendRequest>> requests =
        subvolumes -> {
          List<SubvolumeInfo> both =
              subvolumes.list().stream().filter(SubvolumeInfo::readOnly).toList();
          SendSelection selection =
              new SendSelection(
                  both, null, List.of(), true, OptionalInt.of(version), false, false, false);
          return new RequestPlanner(subvolumes::byUuid, info -> "ID " + info.id()).plan(selection);
        };
    ResumableSend whole = send(fixture.images(), requests, false, HEAD_STARTS.get(1));
    assertNotNull(whole.begin(Long.MAX_VALUE));
    byte[] expected = Files.readAllBytes(target());
    for (int i = 0; i < 10; i++) {
      interruptAndCompare(fixture.images(), requests, expected, random);
    }
  }

  private ResumableSend send(
      List<Path> images,
      Function<Subvolumes, List<SendRequest>> requests,
      boolean skips,
      String headStart) {
    return new ResumableSend(images, requests, skips, target(), List.of(headStart));
  }

  private void interruptAndCompare(
      List<Path> images,
      Function<Subvolumes, List<SendRequest>> requests,
      byte[] expected,
      Random random)
      throws IOException {
    String headStart = HEAD_STARTS.get(random.nextInt(HEAD_STARTS.size()));
    ResumableSend send = send(images, requests, false, headStart);
    Files.deleteIfExists(target());
    StringBuilder history = new StringBuilder(headStart);
    boolean complete = send.begin(room(expected, random, history)) != null;
    for (int i = random.nextInt(4); !complete; i--) {
      if (random.nextInt(3) == 0) {
        send.checkpoint(random, List.of());
        history.append(" checkpoint");
      }
      if (random.nextBoolean()) {
        send.harmTail(random);
        history.append(" harm");
      }
      long room = i <= 0 ? Long.MAX_VALUE : room(expected, random, history);
      complete = send.goOn(room, random.nextInt(4) == 0) != null;
    }
    StreamComparison.assertSame(history, expected, Files.readAllBytes(target()));
    assertFalse(Files.exists(send.partial()));
    assertFalse(Files.exists(send.record()));
  }

  private static long room(byte[] expected, Random random, StringBuilder history) {
    long room = random.nextInt(10) == 0 ? random.nextInt(30) : random.nextInt(expected.length + 1);
    history.append(' ').append(room);
    return room;
  }

  /** Beside a link, the partial file could lie on another filesystem than the file. */
  @Test
  void thePartialFileLiesWhereALinkLeads() throws IOException {
    KernelStream stream = Fixture.named("dev-dup").streams().get(0);
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Files.createSymbolicLink(target(), elsewhere.resolve("file"));
    Function<Subvolumes, List<SendRequest>> requests = all -> List.of(stream.request(all));
    ResumableSend send = send(Fixture.named("dev-dup").images(), requests, false, "head-start=1h");
    assertNull(send.begin(1000));
    assertTrue(Files.exists(elsewhere.resolve("file.partial")));
    assertNotNull(send.goOn(Long.MAX_VALUE, false));
    assertEquals(stream.length(), Files.size(elsewhere.resolve("file")));
  }

  @Test
  void whatWasSkippedIsSkippedAgainAndToldAtTheEnd() throws IOException {
    Random random = new Random(1);
    Fixture fixture = Fixture.named("full-large-extents");
    KernelStream stream = fixture.streams().get(0);
    try (WritableImages images =
        WritableImages.copyOf(fixture, Files.createDirectory(directory.resolve("images")))) {
      Function<Subvolumes, List<SendRequest>> requests = all -> List.of(stream.request(all));
      ResumableSend send = send(images.paths(), requests, true, HEAD_STARTS.get(1));
      damageData(images, random);
      List<SkippedRange> all = send.begin(Long.MAX_VALUE);
      assertTrue(all.size() > 1, "several ranges are skipped: " + all.size());
      byte[] expected = Files.readAllBytes(target());
      for (int i = 0; i < 10; i++) {
        Files.delete(target());
        assertNull(send.begin(random.nextInt(expected.length)));
        send.harmTail(random);
        assertNull(send.goOn(random.nextInt(expected.length), random.nextBoolean()));
        List<SkippedRange> again = send.goOn(Long.MAX_VALUE, random.nextBoolean());
        StreamComparison.assertSame("run " + i, expected, Files.readAllBytes(target()));
        assertEquals(text(all), text(again));
      }
    }
  }

  private static List<String> text(List<SkippedRange> ranges) {
    return ranges.stream()
        .map(range -> range.inode() + " " + range.offset() + " " + range.length())
        .toList();
  }

  /** Damages sectors of the first file extents. */
  private static void damageData(WritableImages images, Random random) throws IOException {
    try (Filesystem filesystem = Filesystem.open(images.paths(), FilesystemOptions.defaults())) {
      List<Place> sectors =
          filesystem.volume().chunks().stream()
              .filter(chunk -> (chunk.type() & 1) != 0)
              .flatMap(
                  chunk ->
                      Stream.iterate(chunk.start(), at -> at + WritableImages.SECTOR)
                          .limit(chunk.length() / WritableImages.SECTOR))
              .flatMap(logical -> filesystem.volume().describe(logical).stream())
              .map(text -> text.split(" at byte ", 2))
              .map(parts -> new Place(0, Long.parseLong(parts[1])))
              .filter(images.sectorsInUse()::contains)
              .toList();
      for (Place sector : sectors) {
        if (random.nextInt(10) == 0) {
          byte[] bytes = images.read(sector, WritableImages.SECTOR);
          bytes[random.nextInt(bytes.length)] ^= 8;
          images.write(sector, bytes);
        }
      }
    }
  }
}
