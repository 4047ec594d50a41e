package io.btrsend.engine.stream;

/**
 * What {@link StreamVerifier} found.
 *
 * @param bytes of sound headers and commands from the beginning of the input on
 * @param commands that are sound, END commands included
 * @param streams headers that were read; more than one in a concatenation
 * @param completeSubvolumes that a receiver would finish before it meets the damage, or at all
 * @param brokenSubvolume the subvolume that the damage leaves incomplete, escaped as in a dump;
 *     null if there is none
 * @param defect one line on the first thing wrong, with its place; null if the input is sound
 * @param place where that is; null if the input is sound
 * @param symlinksUnchecked whether there were too many symbolic links to check for all of them that
 *     no path leads through one
 */
public record StreamVerdict(
    long bytes,
    long commands,
    int streams,
    long completeSubvolumes,
    String brokenSubvolume,
    String defect,
    StreamPlace place,
    boolean symlinksUnchecked) {

  /** Whether the whole input is made of sound, complete streams. */
  public boolean sound() {
    return defect == null;
  }

  /** What is sound and what is not, for people, without the defect; lines ended by newlines. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append(sound() ? "sound: " : "sound before the damage: ");
    text.append(counted(bytes, "byte")).append(", ");
    text.append(counted(commands, "command")).append(", ");
    text.append(counted(streams, "stream")).append(", ");
    text.append(counted(completeSubvolumes, "complete subvolume")).append('\n');
    if (brokenSubvolume != null) {
      text.append("incomplete: subvolume \"").append(brokenSubvolume).append("\"\n");
    }
    if (symlinksUnchecked) {
      text.append("not checked: paths through some of the many symbolic links\n");
    }
    return text.toString();
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
