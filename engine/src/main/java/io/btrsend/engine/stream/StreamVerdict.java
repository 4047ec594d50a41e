package io.btrsend.engine.stream;

import java.util.StringJoiner;
import java.util.UUID;

/**
 * What {@link StreamVerifier} found.
 *
 * @param judgement what is to be thought of the input
 * @param reason one line with its place: the first thing wrong if the input is damaged, why it
 *     cannot be judged if it is not verified; null if it is sound
 * @param place where the damage is; null unless the input is damaged
 * @param extent how much of it was read and found well formed
 * @param brokenSubvolume the subvolume that the damage leaves incomplete, escaped as in a dump;
 *     null if there is none
 * @param conditions what the soundness does not promise
 */
public record StreamVerdict(
    Judgement judgement,
    String reason,
    StreamPlace place,
    Extent extent,
    String brokenSubvolume,
    StreamConditions conditions) {

  /** Whether a stream may be received. */
  public enum Judgement {
    /** All of it is made of complete streams, and no command leaves the subvolume it is for. */
    SOUND,

    /** It is well formed, but whether each command stays in its subvolume cannot be told. */
    NOT_VERIFIED,

    /** It breaks the format, cannot be carried out, or would leave its subvolume. */
    DAMAGED
  }

  /**
   * How much was read.
   *
   * @param bytes of well-formed headers and commands from the beginning of the input on
   * @param commands that are well formed, END commands included
   * @param streams headers that were read; more than one in a concatenation
   * @param completeSubvolumes that a receiver would finish before it meets the damage, or at all
   */
  public record Extent(long bytes, long commands, int streams, long completeSubvolumes) {}

  public boolean sound() {
    return judgement == Judgement.SOUND;
  }

  /** What was found, for people, without the reason; lines ended by newlines. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append(headline()).append(": ");
    text.append(counted(extent.bytes(), "byte")).append(", ");
    text.append(counted(extent.commands(), "command")).append(", ");
    text.append(counted(extent.streams(), "stream")).append(", ");
    text.append(counted(extent.completeSubvolumes(), "complete subvolume")).append('\n');
    if (brokenSubvolume != null) {
      text.append("incomplete: subvolume \"").append(brokenSubvolume).append("\"\n");
    }
    if (judgement == Judgement.SOUND) {
      appendConditions(text);
    }
    return text.toString();
  }

  private String headline() {
    return switch (judgement) {
      case SOUND ->
          conditions.withoutData()
              ? "sound, but without file data, so that it cannot be received"
              : "sound";
      case NOT_VERIFIED -> "not verified";
      case DAMAGED -> "sound before the damage";
    };
  }

  private void appendConditions(StringBuilder text) {
    if (conditions.namesakes()) {
      text.append("several subvolumes bear the same name: one directory cannot receive them all\n");
    }
    if (!conditions.unseen().isEmpty()) {
      StringJoiner uuids = new StringJoiner(", ");
      for (UUID uuid : conditions.unseen()) {
        uuids.add(uuid.toString());
      }
      text.append("provided that what the receiver has of these is safe too: ");
      text.append(uuids).append('\n');
    }
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
