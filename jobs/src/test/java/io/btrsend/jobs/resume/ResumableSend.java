package io.btrsend.jobs.resume;

import io.btrsend.actors.OutputException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.ComparedStart;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SkippedRange;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.stream.ForwardingChannel;
import io.btrsend.engine.stream.ResumeToken;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.jobs.output.Outputs;
import io.btrsend.jobs.output.StorageClaims;
import io.btrsend.jobs.report.SendTotals;
import io.btrsend.jobs.send.ErrorPolicy;
import io.btrsend.jobs.send.JobSettings;
import io.btrsend.jobs.send.SendJob;
import io.btrsend.jobs.send.SendListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Sends to a file that can be gone on with, as the command does, and interrupts them. */
final class ResumableSend {
  private final List<Path> images;
  private final Function<Subvolumes, List<SendRequest>> requests;
  private final boolean skips;
  private final Path target;
  private final List<String> settings;

  /**
   * @param settings for example where the actors take over
   */
  ResumableSend(
      List<Path> images,
      Function<Subvolumes, List<SendRequest>> requests,
      boolean skips,
      Path target,
      List<String> settings) {
    this.images = images;
    this.requests = requests;
    this.skips = skips;
    this.target = target;
    this.settings = settings;
  }

  Path partial() {
    return PartialFile.partialOf(target);
  }

  Path record() {
    return PartialFile.recordOf(target);
  }

  /** The same of other images. */
  ResumableSend of(List<Path> others) {
    return new ResumableSend(others, requests, skips, target, settings);
  }

  /** An output that fails when it has so many new bytes. */
  private static final class Full extends ForwardingChannel {
    private long room;

    Full(WritableByteChannel out, long room) {
      super(out);
      this.room = room;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int length = (int) Math.min(room, source.remaining());
      if (length == 0 && source.hasRemaining()) {
        throw new IOException("full");
      }
      ByteBuffer some = source.slice();
      some.limit(length);
      int written = out.write(some);
      source.position(source.position() + written);
      room -= written;
      return written;
    }
  }

  private static final class Silent implements SendListener {
    @Override
    public void begins(SendRequest request) {}

    @Override
    public void ended(SendTotals sent) {}
  }

  /**
   * Begins.
   *
   * @param room bytes until the output fails
   * @return what was skipped; null if the output failed
   */
  List<SkippedRange> begin(long room) throws IOException {
    try (SendJob job = new SendJob(JobSettings.load().with(settings));
        Filesystem filesystem = Filesystem.open(images, FilesystemOptions.defaults());
        Outputs outputs = new Outputs()) {
      List<SendRequest> planned = requests.apply(filesystem.subvolumes());
      SkippedRanges skipped = new SkippedRanges(filesystem);
      List<String> names = images.stream().map(Path::toString).toList();
      PartialRecord asked = PartialRecord.of(filesystem, names, skips, planned);
      PartialOutput partial =
          PartialOutput.begin(target, asked, skipped, outputs, new StorageClaims());
      return run(job, filesystem, planned, skipped, partial, outputs, room);
    }
  }

  /** Goes on. As {@link #begin}. */
  List<SkippedRange> goOn(long room, boolean all) throws IOException {
    PartialOutput.Begun begun = PartialOutput.begun(target);
    try (SendJob job = new SendJob(JobSettings.load().with(settings));
        Filesystem filesystem = Filesystem.open(images, FilesystemOptions.defaults());
        Outputs outputs = new Outputs()) {
      List<SendRequest> asked = begun.requests(filesystem);
      SkippedRanges skipped = begun.skipped(filesystem);
      PartialOutput partial = begun.goOn(outputs, new StorageClaims(), skipped, all);
      return run(job, filesystem, asked, skipped, partial, outputs, room);
    }
  }

  private List<SkippedRange> run(
      SendJob job,
      Filesystem filesystem,
      List<SendRequest> planned,
      SkippedRanges skipped,
      PartialOutput partial,
      Outputs outputs,
      long room)
      throws IOException {
    ErrorPolicy policy = skips ? ErrorPolicy.SKIP : ErrorPolicy.FAIL;
    try {
      job.send(
          filesystem,
          planned,
          partial.part(),
          policy.policy(skipped),
          new ComparedStart(partial.token(), new Full(partial.channel(), room)),
          new Silent());
    } catch (OutputException e) {
      return null;
    }
    partial.finish();
    outputs.commit();
    partial.forget();
    return skipped.list();
  }

  /**
   * Records a checkpoint at the end of a random command of what there is.
   *
   * @param spots what was skipped before
   */
  void checkpoint(Random random, List<SkippedRanges.Spot> spots) throws IOException {
    byte[] bytes = Files.readAllBytes(partial());
    if (bytes.length == 0) {
      return;
    }
    byte[] safe = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    if (safe.length == 0) {
      return;
    }
    try (StreamReader reader =
        new StreamReader(new ByteArrayInputStream(safe), "partial", StreamReaderOptions.LENIENT)) {
      ResumeToken token = ResumeToken.read(reader).token();
      if (token.point().bytes() > PartialFile.read(target).checkpoint().point().bytes()) {
        PartialFile.write(
            target, PartialFile.read(target).with(new Checkpoint(token.point(), spots)));
      }
    }
  }

  /** Does to the bytes behind the last checkpoint what a loss of power may do. */
  void harmTail(Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(partial());
    int safe = (int) PartialFile.read(target).checkpoint().point().bytes();
    int at = safe + random.nextInt(bytes.length - safe + 1);
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, at);
      case 1 -> Arrays.fill(bytes, at, bytes.length, (byte) 0);
      case 2 -> {
        byte[] garbage = new byte[bytes.length - at + random.nextInt(5000)];
        random.nextBytes(garbage);
        bytes = Arrays.copyOf(bytes, at + garbage.length);
        System.arraycopy(garbage, 0, bytes, at, garbage.length);
      }
      default -> {
        byte[] sector = new byte[Math.min(512, bytes.length - at)];
        random.nextBytes(sector);
        System.arraycopy(sector, 0, bytes, at, sector.length);
      }
    }
    Files.write(partial(), bytes, StandardOpenOption.TRUNCATE_EXISTING);
  }
}
