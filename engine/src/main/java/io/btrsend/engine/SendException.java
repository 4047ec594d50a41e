package io.btrsend.engine;

/**
 * The request could not be carried out: the send was refused, or it failed where the kernel's own
 * send fails.
 */
public final class SendException extends EngineException {
  private static final long serialVersionUID = 1L;

  /**
   * Why the send failed. {@link #FAILED} and {@link #DAMAGED} are found on the way; every other
   * reason is known before the first byte is written.
   */
  public enum Reason {
    /** No such subvolume. */
    NOT_FOUND,
    /** A subvolume of the request is not read-only or is being deleted (the kernel's EPERM). */
    NOT_READ_ONLY,
    /** Options that contradict each other or that the protocol version does not know. */
    INVALID,
    /** The stream is not the one that was begun before. */
    DIFFERENT,
    /** The kernel's send fails at the same item of the same tree, which may be sound. */
    FAILED,
    /** The trees contradict themselves or each other; the kernel's send fails at the same item. */
    DAMAGED
  }

  private final Reason reason;

  public SendException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
