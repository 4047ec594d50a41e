package io.btrsend.jobs.plan;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.send.RequestPlanner;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import io.btrsend.engine.text.ByteSize;
import io.btrsend.engine.tree.LeafDifference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Chooses the parent that makes the smallest stream. The candidates are ranked by the leaves that
 * they do not share with what is sent; the first few and a full stream are planned exactly, each
 * until it is larger than the best so far.
 *
 * <p>For one thread.
 */
public final class SmallestStream {
  /** How many candidates are planned exactly. */
  private static final int MAX_PLANNED = 4;

  private final Filesystem filesystem;
  private final List<SubvolumeInfo> received;
  private final Function<SubvolumeInfo, String> name;
  private final Consumer<String> details;

  private record Candidate(SubvolumeInfo subvolume, long difference) {}

  /**
   * @param received what the receiver has besides the clone sources
   * @param name names a subvolume in messages
   * @param details is told what each candidate would cost
   */
  public SmallestStream(
      Filesystem filesystem,
      List<SubvolumeInfo> received,
      Function<SubvolumeInfo, String> name,
      Consumer<String> details) {
    this.filesystem = filesystem;
    this.received = received;
    this.name = name;
    this.details = details;
  }

  /**
   * The parent with the smallest stream; null if a full stream is smaller than all.
   *
   * @param cloneSources what the receiver has, to be cloned from
   * @throws SendException {@link Reason#INVALID} if the receiver has nothing
   */
  public SubvolumeInfo choose(
      SubvolumeInfo subvolume, List<SubvolumeInfo> cloneSources, SendOptions options) {
    List<SubvolumeInfo> candidates = new ArrayList<>();
    List<Candidate> ranked = ranked(subvolume, cloneSources);
    ranked.stream().limit(MAX_PLANNED).forEach(ranking -> candidates.add(ranking.subvolume()));
    candidates.add(null);
    SubvolumeInfo best =
        choose(
                subvolume,
                candidates,
                (sent, parent, limit) ->
                    size(
                        filesystem,
                        RequestPlanner.request(sent, parent, cloneSources, options),
                        limit))
            .parent();
    for (Candidate other : ranked.subList(Math.min(MAX_PLANNED, ranked.size()), ranked.size())) {
      details.accept(
          "%s against %s: not planned, %d leaves differ"
              .formatted(name.apply(subvolume), name.apply(other.subvolume()), other.difference()));
    }
    return best;
  }

  /**
   * What was chosen.
   *
   * @param parent null for a full stream
   * @param bytes of the stream
   */
  public record Choice(SubvolumeInfo parent, long bytes) {}

  /** Finds out how large streams are. */
  @FunctionalInterface
  public interface StreamSize {
    /**
     * The size of the stream, or any number from the limit on if it is not smaller.
     *
     * @param parent null for a full stream
     */
    long of(SubvolumeInfo subvolume, SubvolumeInfo parent, long limit);
  }

  /**
   * The smallest among streams against some parents, planned in their order.
   *
   * @param candidates at least one; null for a full stream
   */
  public Choice choose(SubvolumeInfo subvolume, List<SubvolumeInfo> candidates, StreamSize size) {
    SubvolumeInfo best = null;
    long smallest = Long.MAX_VALUE;
    for (SubvolumeInfo candidate : candidates) {
      long bytes = size.of(subvolume, candidate, smallest);
      String what = candidate == null ? "in full" : "against " + name.apply(candidate);
      details.accept(
          name.apply(subvolume)
              + " "
              + what
              + ": "
              + (bytes < smallest ? "" : "more than ")
              + ByteSize.format(Math.min(bytes, smallest)));
      if (bytes < smallest) {
        smallest = bytes;
        best = candidate;
      }
    }
    return new Choice(best, smallest);
  }

  /** All that the receiver has, those that differ least first. */
  private List<Candidate> ranked(SubvolumeInfo subvolume, List<SubvolumeInfo> cloneSources) {
    LeafDifference difference = new LeafDifference(filesystem.blocks());
    List<SubvolumeInfo> all = new ArrayList<>(received);
    all.addAll(cloneSources);
    List<Candidate> ranked = new ArrayList<>();
    long limit = Long.MAX_VALUE;
    for (SubvolumeInfo info : all) {
      boolean isNew =
          info.id() != subvolume.id()
              && ranked.stream().noneMatch(known -> known.subvolume().id() == info.id());
      if (isNew) {
        long leaves = difference.between(subvolume.root(), info.root(), limit);
        ranked.add(new Candidate(info, leaves));
        ranked.sort(Comparator.comparingLong(Candidate::difference));
        // Counting on is of no use for a candidate that will not be planned.
        limit = ranked.size() < MAX_PLANNED ? limit : ranked.get(MAX_PLANNED - 1).difference() + 1;
      }
    }
    if (ranked.isEmpty()) {
      throw new SendException(
          Reason.INVALID,
          "there is no parent to choose for "
              + name.apply(subvolume)
              + ": name what the receiver has with -c, or the UUIDs of it with --have");
    }
    return ranked;
  }

  /**
   * The size of a stream, or any number from the limit on if it is not smaller. Nothing is read but
   * metadata.
   */
  public static long size(Filesystem filesystem, SendRequest request, long limit) {
    try (SequentialSend send = SequentialSend.planning(SendSession.open(filesystem, request))) {
      send.runUntil(() -> send.resolver().bytes() >= limit);
      return send.resolver().bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
