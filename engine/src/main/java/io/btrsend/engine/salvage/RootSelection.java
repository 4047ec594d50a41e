package io.btrsend.engine.salvage;

import io.btrsend.engine.DamagedRootException;
import io.btrsend.engine.NoSuchRootException;
import io.btrsend.engine.device.DeviceSet;
import io.btrsend.engine.filesystem.RootChoice;
import io.btrsend.engine.format.Superblock;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The root that a user asks for: {@code current}, {@code auto}, {@code backup:N}, {@code
 * generation:G} or {@code bytenr:B}. Only {@code auto} examines roots, from the newest on, until
 * one is complete.
 */
public final class RootSelection implements RootChoice {
  /** The forms, for messages. */
  public static final String FORMS = "current, auto, backup:N, generation:G or bytenr:B";

  private static final Pattern NUMBERED =
      Pattern.compile("(backup|generation|bytenr):([0-9]{1,20})");

  private final String text;
  private final String kind;
  private final long number;

  private RootSelection(String text, String kind, long number) {
    this.text = text;
    this.kind = kind;
    this.number = number;
  }

  /**
   * Reads what a user wrote.
   *
   * @throws IllegalArgumentException if it has none of the {@link #FORMS}
   */
  public static RootChoice parse(String text) {
    if (text.equals("current")) {
      return RootChoice.CURRENT;
    }
    if (text.equals("auto")) {
      return new RootSelection(text, text, 0);
    }
    Matcher matcher = NUMBERED.matcher(text);
    if (!matcher.matches() || new BigInteger(matcher.group(2)).bitLength() > Long.SIZE) {
      throw new IllegalArgumentException("expected " + FORMS + ", not '" + text + "'");
    }
    long number = Long.parseUnsignedLong(matcher.group(2));
    return new RootSelection(text, matcher.group(1), number);
  }

  @Override
  public Superblock choose(DeviceSet devices) {
    RecordedRoots recorded = RecordedRoots.of(devices);
    return switch (kind) {
      case "auto" -> newestComplete(devices, recorded);
      case "backup" -> named(devices, recorded);
      case "generation" -> ofGeneration(devices, recorded);
      default -> atAddress(devices, recorded);
    };
  }

  private Superblock newestComplete(DeviceSet devices, RecordedRoots recorded) {
    List<RootCandidate> candidates = recorded.list();
    RootExamination examination = examination(devices, candidates);
    String currentProblem = null;
    for (RootCandidate candidate : candidates) {
      RootState state = examination.examine(candidate);
      if (state.isComplete()) {
        String why = currentProblem == null ? "" : "; the current one: " + currentProblem;
        devices.notice("opened at root " + described(candidate) + ", which is complete" + why);
        return at(devices, candidate, state.chunkTree());
      }
      if (candidate.names().contains("current")) {
        currentProblem = state.problems().get(0);
      }
    }
    throw new DamagedRootException(
        "none of the roots that the superblocks record is complete; the current one: "
            + currentProblem);
  }

  private static String described(RootCandidate candidate) {
    return candidate.option() + " of generation " + Long.toUnsignedString(candidate.generation());
  }

  private Superblock named(DeviceSet devices, RecordedRoots recorded) {
    for (RootCandidate candidate : recorded.list()) {
      if (candidate.names().contains("backup:" + number)) {
        return at(devices, candidate, candidate.chunkTrees().get(0));
      }
    }
    throw new NoSuchRootException(
        "there is no root "
            + text
            + ": a superblock has backup:0 to backup:3, if it was written"
            + " so often");
  }

  private Superblock ofGeneration(DeviceSet devices, RecordedRoots recorded) {
    List<RootCandidate> candidates = new ArrayList<>();
    Set<String> generations = new LinkedHashSet<>();
    for (RootCandidate candidate : recorded.list()) {
      generations.add(Long.toUnsignedString(candidate.generation()));
      if (candidate.generation() == number) {
        candidates.add(candidate);
      }
    }
    if (candidates.isEmpty()) {
      throw new NoSuchRootException(
          String.format(
              "no superblock records a root of generation %s, only of %s; what a scan finds is"
                  + " opened with bytenr:B",
              Long.toUnsignedString(number), String.join(", ", generations)));
    }
    RootCandidate first = candidates.get(0);
    if (candidates.size() == 1) {
      return at(devices, first, first.chunkTrees().get(0));
    }
    RootExamination examination = examination(devices, candidates);
    for (RootCandidate candidate : candidates) {
      RootState state = examination.examine(candidate);
      if (state.isComplete()) {
        return at(devices, candidate, state.chunkTree());
      }
    }
    return at(devices, first, first.chunkTrees().get(0));
  }

  private Superblock atAddress(DeviceSet devices, RecordedRoots recorded) {
    List<RootCandidate> candidates = recorded.list();
    for (RootCandidate candidate : candidates) {
      if (candidate.rootTree().address() == number) {
        return at(devices, candidate, candidate.chunkTrees().get(0));
      }
    }
    RootExamination examination = examination(devices, candidates);
    List<String> problems = new ArrayList<>();
    Superblock.Root found = examination.rootAt(number, recorded, problems);
    if (found == null) {
      throw new NoSuchRootException(
          "there is no root tree at " + text + ": " + String.join("; ", problems));
    }
    RootCandidate candidate = recorded.unrecorded(found);
    RootState state = examination.examine(candidate);
    if (state.chunkTree() == null) {
      throw new DamagedRootException(state.problems().get(0));
    }
    return at(devices, candidate, state.chunkTree());
  }

  private static RootExamination examination(DeviceSet devices, List<RootCandidate> candidates) {
    return new RootExamination(devices, candidates.get(0).generation());
  }

  private static Superblock at(
      DeviceSet devices, RootCandidate candidate, Superblock.Root chunkTree) {
    Superblock current = devices.superblock();
    boolean isCurrent =
        candidate.rootTree().equals(current.rootTree()) && chunkTree.equals(current.chunkTree());
    return isCurrent ? current : current.at(candidate.rootTree(), chunkTree);
  }
}
