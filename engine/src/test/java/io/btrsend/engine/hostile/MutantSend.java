package io.btrsend.engine.hostile;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.SendException;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.files.FileData;
import io.btrsend.engine.files.FileTree;
import io.btrsend.engine.files.TarWriter;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.RootChoice;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.salvage.RecordedRoots;
import io.btrsend.engine.salvage.RootCandidate;
import io.btrsend.engine.salvage.RootExamination;
import io.btrsend.engine.salvage.RootSelection;
import io.btrsend.engine.salvage.RootState;
import io.btrsend.engine.salvage.Salvage;
import io.btrsend.engine.salvage.SalvagedData;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamVerdict;
import io.btrsend.engine.stream.StreamVerifier;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.KernelStream;
import io.btrsend.engine.testing.SlowDevices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What is done with a hostile image: its roots are examined, it is opened at one, its subvolumes
 * are listed, one is sent whole and one from a parent, with every other one as a clone source. Only
 * failures that are no typed errors leave {@link #run}.
 */
final class MutantSend {
  /** A file may claim to have 2^63 bytes and be sent as so many zeros. */
  private static final long MAX_BYTES = 64L << 20;

  private static final FilesystemOptions FAST = new FilesystemOptions(8L << 20);
  private static final FilesystemOptions SLOW = FAST.with(SlowDevices.options().readAhead());

  private static final List<String> ROOTS = List.of("current", "current", "auto", "backup:0");

  private final List<Path> images;
  private final Fixture fixture;
  private final Random random;

  MutantSend(List<Path> images, Fixture fixture, Random random) {
    this.images = images;
    this.fixture = fixture;
    this.random = random;
  }

  /** The kind of the first failure, or of success. */
  String run() {
    RootChoice root = RootSelection.parse(ROOTS.get(random.nextInt(ROOTS.size())));
    FilesystemOptions options = (random.nextBoolean() ? FAST : SLOW).with(root);
    examineRoots(options);
    salvage(options);
    try (Filesystem filesystem = Filesystem.open(images, options)) {
      List<SubvolumeInfo> sendable = sendable(filesystem.subvolumes());
      if (sendable.isEmpty()) {
        return "nothing to send";
      }
      String full = send(filesystem, fullRequest(filesystem.subvolumes(), sendable));
      String incremental = send(filesystem, incrementalRequest(filesystem.subvolumes(), sendable));
      String files = readFiles(filesystem, any(sendable));
      if (!full.equals("success")) {
        return full;
      }
      return incremental.equals("success") ? files : incremental;
    } catch (EngineException e) {
      return "open: " + kind(e);
    }
  }

  /** What cannot be read at a root is a part of the answer; only the images may be refused. */
  private void examineRoots(FilesystemOptions options) {
    List<String> names = images.stream().map(Path::toString).toList();
    DeviceSet devices;
    try {
      devices = DeviceSet.open(names, options.imageAccess(), options.readAhead());
    } catch (EngineException e) {
      kind(e);
      return;
    }
    try (devices) {
      RootExamination examination = new RootExamination(devices, 0);
      for (RootCandidate candidate : RecordedRoots.of(devices).list()) {
        RootState state = examination.examine(candidate);
        if (state.isComplete() != state.problems().isEmpty()) {
          throw new AssertionError(candidate + ": " + state);
        }
      }
    }
  }

  /** Sends a subvolume past its damage; the account must be possible whatever the trees say. */
  private void salvage(FilesystemOptions options) {
    Salvage salvage = new Salvage();
    try (Filesystem filesystem = Filesystem.open(images, options.with(salvage))) {
      List<SubvolumeInfo> sendable = sendable(filesystem.subvolumes());
      if (sendable.isEmpty()) {
        return;
      }
      SendRequest request = incrementalRequest(filesystem.subvolumes(), sendable);
      salvage.mend(request);
      SalvagedData data = new SalvagedData(new SkippedRanges(filesystem));
      BoundedSink sink = new BoundedSink(MAX_BYTES);
      SequentialSend.run(SendSession.open(filesystem, request, data), sink);
      if (sink.bytes().isPresent()) {
        requireSound(sink.bytes().get());
      }
      salvage.files(filesystem, request.subvolume(), data);
    } catch (IOException e) {
      return; // longer than anyone would wait for
    } catch (EngineException e) {
      kind(e);
    }
  }

  private static List<SubvolumeInfo> sendable(Subvolumes subvolumes) {
    List<SubvolumeInfo> sendable = new ArrayList<>();
    for (SubvolumeInfo info : subvolumes.list()) {
      try {
        subvolumes.path(info);
      } catch (EngineException e) {
        kind(e);
      }
      if (info.readOnly() && !info.dead() && info.name().length > 0) {
        sendable.add(info);
      }
    }
    return sendable;
  }

  private SendRequest fullRequest(Subvolumes subvolumes, List<SubvolumeInfo> sendable) {
    KernelStream stream = fixture.streams().get(random.nextInt(fixture.streams().size()));
    SubvolumeInfo subvolume = named(subvolumes, stream.subvolume()).orElse(any(sendable));
    return new SendRequest(subvolume, null, List.of(), options(stream));
  }

  private SendRequest incrementalRequest(Subvolumes subvolumes, List<SubvolumeInfo> sendable) {
    List<KernelStream> fromParents =
        fixture.streams().stream().filter(stream -> stream.parent().isPresent()).toList();
    List<KernelStream> streams = fromParents.isEmpty() ? fixture.streams() : fromParents;
    KernelStream stream = streams.get(random.nextInt(streams.size()));
    SubvolumeInfo subvolume = named(subvolumes, stream.subvolume()).orElse(any(sendable));
    SubvolumeInfo parent =
        stream.parent().flatMap(path -> named(subvolumes, path)).orElse(any(sendable));
    return new SendRequest(subvolume, parent, sendable, options(stream));
  }

  private static Optional<SubvolumeInfo> named(Subvolumes subvolumes, String path) {
    return subvolumes.byPath(path.getBytes(StandardCharsets.UTF_8));
  }

  private SubvolumeInfo any(List<SubvolumeInfo> sendable) {
    return sendable.get(random.nextInt(sendable.size()));
  }

  private static SendOptions options(KernelStream stream) {
    return new SendOptions(
        stream.version(), stream.noData(), stream.compressed(), false, false, false);
  }

  private static String send(Filesystem filesystem, SendRequest request) {
    try {
      BoundedSink sink = new BoundedSink(MAX_BYTES);
      SequentialSend.run(SendSession.open(filesystem, request), sink);
      if (sink.bytes().isPresent()) {
        requireSound(sink.bytes().get());
      }
      return "success";
    } catch (IOException e) {
      return "endless";
    } catch (EngineException e) {
      return "send: " + kind(e);
    }
  }

  /** Everything that the subvolume holds, as an archive. */
  private static String readFiles(Filesystem filesystem, SubvolumeInfo subvolume) {
    FileTree tree = new FileTree(filesystem, subvolume);
    try (FileData data = new FileData(filesystem, tree.subvolume(), UnreadableData.FAIL)) {
      TarWriter tar = new TarWriter(tree, data, new BoundedSink(MAX_BYTES));
      tree.walk(
          tree.top(),
          entry -> {
            tar.add(entry);
            return true;
          });
      tar.finish();
      return "success";
    } catch (IOException e) {
      return "endless";
    } catch (EngineException e) {
      return "files: " + kind(e);
    }
  }

  /**
   * Every command must be sound in itself. What the names amount to is another matter: from trees
   * that contradict themselves, the kernel too sends commands that cannot be carried out. So no
   * memory is given to the check of names.
   */
  private static void requireSound(byte[] stream) throws IOException {
    StreamReaderOptions strict = StreamReaderOptions.STRICT;
    StreamReaderOptions withoutNames =
        new StreamReaderOptions(true, strict.maxCommandV1(), strict.maxCommandV2(), 0);
    StreamReader reader =
        new StreamReader(new ByteArrayInputStream(stream), "the stream", withoutNames);
    StreamVerdict verdict = StreamVerifier.verify(reader);
    if (verdict.judgement() == StreamVerdict.Judgement.DAMAGED) {
      throw new AssertionError("a stream was sent that is not sound: " + verdict.reason());
    }
  }

  /** Names a typed error, which must be fit to be shown. */
  private static String kind(EngineException e) {
    String message = e.getMessage();
    if (message == null || message.isBlank() || message.indexOf('\n') >= 0) {
      throw new AssertionError("the message of an error is not one line: " + message, e);
    }
    String name = e.getClass().getSimpleName();
    return e instanceof SendException send ? name + " " + send.reason() : name;
  }
}
