package io.btrsend.engine.salvage;

import java.util.Locale;

/** What a salvage says about a file that is not intact, worst first. */
public enum FileState {
  /** It is not in the stream, or nothing is known of what was there. */
  LOST,
  /** It is in the stream, but a part of it is not. */
  INCOMPLETE,
  /** It is in the stream under another name, because its own was lost. */
  RENAMED,
  /** It is in the stream, but there were no checksums to verify its data with. */
  UNVERIFIED;

  /** The word for it in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether something is missing because of it. */
  public boolean isLoss() {
    return this != UNVERIFIED;
  }
}
