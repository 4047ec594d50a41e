package io.btrsend.engine.image.nbd;

import java.io.IOException;

/** The server's answer to a request is an error; the connection is as good as before. */
final class NbdErrorException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final int SHUTDOWN = 108;

  private final int error;

  /**
   * @param error the number that the server sent
   * @param text what the server says about it, may be empty
   */
  NbdErrorException(int error, String text) {
    super("the server reports " + name(error) + (text.isEmpty() ? "" : " (" + text + ")"));
    this.error = error;
  }

  /** Whether the server is about to end, so that another connection may be of more use. */
  boolean isShutdown() {
    return error == SHUTDOWN;
  }

  private static String name(int error) {
    return switch (error) {
      case 1 -> "EPERM";
      case 5 -> "EIO";
      case 12 -> "ENOMEM";
      case 22 -> "EINVAL";
      case 28 -> "ENOSPC";
      case 75 -> "EOVERFLOW";
      case 95 -> "ENOTSUP";
      case SHUTDOWN -> "ESHUTDOWN";
      default -> "error " + Integer.toUnsignedString(error);
    };
  }
}
