package io.btrsend.engine;

/** The send was refused or had to be given up for a reason that lies in the request. */
public final class SendException extends EngineException {
  private static final long serialVersionUID = 1L;

  /** Why the send did not happen; every one but {@link #FAILED} is known before the first byte. */
  public enum Reason {
    /** No such subvolume. */
    NOT_FOUND,
    /** A subvolume involved is not read-only or is being deleted (the kernel's EPERM). */
    NOT_READ_ONLY,
    /** Options that contradict each other or that the protocol version does not know. */
    INVALID,
    /** The kernel's own send fails at this place of this tree, and so do we. */
    FAILED
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
