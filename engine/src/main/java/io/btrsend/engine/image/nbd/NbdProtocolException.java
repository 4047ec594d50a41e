package io.btrsend.engine.image.nbd;

import java.io.IOException;

/** A server that cannot be talked to: it breaks the protocol, or refuses what was asked for. */
final class NbdProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  NbdProtocolException(String message) {
    super(message);
  }

  static NbdProtocolException broken(String how) {
    return new NbdProtocolException("breaks the NBD protocol: " + how);
  }
}
